/**
 * Audit log: one event an attempt, logged and counted. May import {@code account} and
 * {@code problem}.
 */
@NullMarked
package io.accountlink.audit;

import org.jspecify.annotations.NullMarked;
