/**
 * The feature: link, list and unlink the identities of an account. This is where the
 * pieces meet: may import every folder but {@code ratelimit}, and nobody imports it.
 */
@NullMarked
package io.accountlink.linking;

import org.jspecify.annotations.NullMarked;
