/**
 * Who calls, and which accounts they may touch. May import {@code account},
 * {@code problem}, {@code settings} and {@code jwt}.
 */
@NullMarked
package io.accountlink.access;

import org.jspecify.annotations.NullMarked;
