/**
 * Specification of the service over HTTP: the whole application with a simulated Auth0.
 */
@NullMarked
package io.accountlink.specification;

import org.jspecify.annotations.NullMarked;
