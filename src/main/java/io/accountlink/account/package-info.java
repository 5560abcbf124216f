/**
 * The words of the service: accounts and their identities. Imports nothing of ours.
 */
@NullMarked
package io.accountlink.account;

import org.jspecify.annotations.NullMarked;
