/**
 * Verification of the secondary account's ID token, and replay detection. May import
 * {@code account}, {@code problem}, {@code redis}, {@code settings} and {@code jwt}.
 */
@NullMarked
package io.accountlink.idtoken;

import org.jspecify.annotations.NullMarked;
