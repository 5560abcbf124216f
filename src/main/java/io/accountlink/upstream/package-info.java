/**
 * Resilience of calls to another server: deadline, circuit breakers, retries. May import
 * {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.upstream;

import org.jspecify.annotations.NullMarked;
