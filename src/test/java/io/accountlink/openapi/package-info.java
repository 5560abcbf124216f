/**
 * What the API's document says beyond the code and its Javadoc: how names look on the
 * wire, limits, problems and examples. It is needed only where the document is made.
 */
@NullMarked
package io.accountlink.openapi;

import org.jspecify.annotations.NullMarked;
