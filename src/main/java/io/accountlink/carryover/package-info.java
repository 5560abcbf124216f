/**
 * What a link carries over from the secondary account before Auth0 deletes it: the plan,
 * its reads, its write, and its preview. May import {@code access}, {@code account},
 * {@code audit}, {@code auth0}, {@code problem}, {@code settings} and {@code upstream}.
 */
@NullMarked
package io.accountlink.carryover;

import org.jspecify.annotations.NullMarked;
