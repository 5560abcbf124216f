/**
 * Tests of the Redis client: connection, time limit and circuit breaker.
 */
@NullMarked
package io.accountlink.redis;

import org.jspecify.annotations.NullMarked;
