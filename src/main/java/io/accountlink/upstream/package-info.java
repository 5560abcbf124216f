/**
 * The HTTP client for another server: connection, trace context, deadline, circuit
 * breakers, retries; a refresh-ahead cache of what the server issues. May import
 * {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.upstream;

import org.jspecify.annotations.NullMarked;
