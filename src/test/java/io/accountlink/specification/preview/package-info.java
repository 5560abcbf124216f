/**
 * What a link would do, shown without doing it.
 */
@NullMarked
package io.accountlink.specification.preview;

import org.jspecify.annotations.NullMarked;
