/**
 * Failures of Auth0, of the network, of Redis and of the process itself.
 */
@NullMarked
package io.accountlink.specification.resilience;

import org.jspecify.annotations.NullMarked;
