/**
 * Audit log: the facts of a request, and its events, logged and counted. May import
 * {@code account}, {@code http}, {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.audit;

import org.jspecify.annotations.NullMarked;
