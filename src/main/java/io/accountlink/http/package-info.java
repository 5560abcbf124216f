/**
 * The HTTP server: receive timeout, servlet filter order, concurrency limit, request
 * body. May import {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.http;

import org.jspecify.annotations.NullMarked;
