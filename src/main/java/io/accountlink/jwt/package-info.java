/**
 * Tells what the issuer signed from everything else; whom a token is for is for others to
 * judge. May import {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.jwt;

import org.jspecify.annotations.NullMarked;
