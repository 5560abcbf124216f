/**
 * What an ID token proves: that the caller also owns the secondary account. May import
 * {@code account}, {@code problem}, {@code redis}, {@code settings} and {@code jwt}.
 */
@NullMarked
package io.accountlink.idtoken;

import org.jspecify.annotations.NullMarked;
