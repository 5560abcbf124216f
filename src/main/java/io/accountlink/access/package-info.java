/**
 * Authentication of callers by access token, and authorization for the account in the
 * path, decided once for each request. May import {@code account}, {@code audit},
 * {@code http}, {@code jwt}, {@code problem}, {@code settings} and {@code upstream}.
 */
@NullMarked
package io.accountlink.access;

import org.jspecify.annotations.NullMarked;
