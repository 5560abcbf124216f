/**
 * Specification of the service: the whole application over HTTP, with a simulated Auth0.
 * A folder for each thing that a caller asks for.
 */
@NullMarked
package io.accountlink.specification;

import org.jspecify.annotations.NullMarked;
