/**
 * Metadata that a link carries over from the secondary account.
 */
@NullMarked
package io.accountlink.specification.carryover;

import org.jspecify.annotations.NullMarked;
