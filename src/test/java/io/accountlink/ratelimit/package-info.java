/**
 * Rate limiting, in memory and in Redis.
 */
@NullMarked
package io.accountlink.ratelimit;

import org.jspecify.annotations.NullMarked;
