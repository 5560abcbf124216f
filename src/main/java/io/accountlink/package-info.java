/**
 * The application: its folders are its parts, and reading starts in {@code linking}.
 */
@NullMarked
package io.accountlink;

import org.jspecify.annotations.NullMarked;
