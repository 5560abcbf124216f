/**
 * Simulated Auth0 with state and fault injection. It imports nothing of the application.
 */
@NullMarked
package io.accountlink.simulation;

import org.jspecify.annotations.NullMarked;
