/**
 * Verification of the JWTs that the issuer signs: JWK set, signature, canonical form,
 * cache of verified tokens. May import {@code problem}, {@code settings} and
 * {@code upstream}.
 */
@NullMarked
package io.accountlink.jwt;

import org.jspecify.annotations.NullMarked;
