/**
 * Suggestions: other accounts that seem to belong to the same person. May import
 * {@code access}, {@code account}, {@code auth0}, {@code settings} and {@code upstream}.
 * No folder imports it.
 */
@NullMarked
package io.accountlink.suggestion;

import org.jspecify.annotations.NullMarked;
