/**
 * Redis client: circuit breaker, fallback, connection.
 */
@NullMarked
package io.accountlink.redis;

import org.jspecify.annotations.NullMarked;
