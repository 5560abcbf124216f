/**
 * The application. Start reading in {@code linking}.
 */
@NullMarked
package io.accountlink;

import org.jspecify.annotations.NullMarked;
