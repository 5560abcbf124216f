/**
 * Specification of the service: the whole application over HTTP, with a simulated Auth0.
 * {@link AdaLinksHerAccountsIT} is the one to read first; a folder for each thing that a
 * caller asks for has the other cases.
 */
@NullMarked
package io.accountlink.specification;

import org.jspecify.annotations.NullMarked;
