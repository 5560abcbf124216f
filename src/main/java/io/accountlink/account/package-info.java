/**
 * Domain model: account ids, accounts and their identities. Imports nothing of ours.
 */
@NullMarked
package io.accountlink.account;

import org.jspecify.annotations.NullMarked;
