/**
 * Completes the OpenAPI document beyond code and Javadoc: wire names, limits, problems
 * and examples. It is used only where the document is generated.
 */
@NullMarked
package io.accountlink.openapi;

import org.jspecify.annotations.NullMarked;
