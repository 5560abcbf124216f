/**
 * Rate limiting for each user, by token bucket. May import {@code access}, {@code http},
 * {@code problem}, {@code redis} and {@code settings}. No folder imports it.
 */
@NullMarked
package io.accountlink.ratelimit;

import org.jspecify.annotations.NullMarked;
