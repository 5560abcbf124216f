/**
 * Logins of users at the simulated Auth0. OpenID Connect comes from Spring Authorization
 * Server, and what only Auth0 has is added to it.
 */
@NullMarked
package io.accountlink.simulation.login;

import org.jspecify.annotations.NullMarked;
