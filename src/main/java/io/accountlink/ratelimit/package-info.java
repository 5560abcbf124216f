/**
 * How many requests a user may make in a period. May import {@code access}, {@code http},
 * {@code problem}, {@code redis} and {@code settings}; nobody imports it.
 */
@NullMarked
package io.accountlink.ratelimit;

import org.jspecify.annotations.NullMarked;
