/**
 * One request on an account: its deadline, the account in its path, and the facts for its
 * audit event. May import {@code access}, {@code account}, {@code audit}, {@code http},
 * {@code problem}, {@code settings} and {@code upstream}.
 */
@NullMarked
package io.accountlink.attempt;

import org.jspecify.annotations.NullMarked;
