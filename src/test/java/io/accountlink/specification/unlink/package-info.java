/**
 * Removing an identity from an account.
 */
@NullMarked
package io.accountlink.specification.unlink;

import org.jspecify.annotations.NullMarked;
