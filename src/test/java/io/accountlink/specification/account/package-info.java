/**
 * Reading an account, and finding the account that an identity is in.
 */
@NullMarked
package io.accountlink.specification.account;

import org.jspecify.annotations.NullMarked;
