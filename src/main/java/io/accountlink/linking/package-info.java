/**
 * The feature: link, preview, list and unlink the identities of an account, and find
 * where an account went. May import every folder but {@code ratelimit} and
 * {@code suggestion}. No folder imports it.
 */
@NullMarked
package io.accountlink.linking;

import org.jspecify.annotations.NullMarked;
