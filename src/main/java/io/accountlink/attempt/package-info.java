/**
 * One request on an account: its deadline, whether its caller may act on the account, the
 * facts for its audit events, and reconciliation. May import {@code access},
 * {@code account}, {@code audit}, {@code http}, {@code problem}, {@code settings} and
 * {@code upstream}.
 */
@NullMarked
package io.accountlink.attempt;

import org.jspecify.annotations.NullMarked;
