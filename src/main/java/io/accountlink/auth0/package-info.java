/**
 * Auth0 in our words: the only folder that knows its endpoints, its errors and its moods.
 * May import {@code account}, {@code problem}, {@code settings} and {@code upstream}.
 */
@NullMarked
package io.accountlink.auth0;

import org.jspecify.annotations.NullMarked;
