/**
 * Authentication of callers by access token, and authorization for accounts. May import
 * {@code account}, {@code problem}, {@code settings}, {@code http} and {@code jwt}.
 */
@NullMarked
package io.accountlink.access;

import org.jspecify.annotations.NullMarked;
