/**
 * Domain model: account ids, accounts and their identities. Imports no other folder.
 */
@NullMarked
package io.accountlink.account;

import org.jspecify.annotations.NullMarked;
