/**
 * Redis client with circuit breaker and fallback, shared by all replicas. May import
 * {@code settings}.
 */
@NullMarked
package io.accountlink.redis;

import org.jspecify.annotations.NullMarked;
