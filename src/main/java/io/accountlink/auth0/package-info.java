/**
 * Client for the Auth0 Management API: endpoints, wire types, error mapping, token. May
 * import {@code account}, {@code problem}, {@code settings} and {@code upstream}.
 */
@NullMarked
package io.accountlink.auth0;

import org.jspecify.annotations.NullMarked;
