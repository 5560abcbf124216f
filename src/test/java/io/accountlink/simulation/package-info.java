/**
 * An Auth0 that runs in a test, remembers what it was told and fails on demand. It
 * imports nothing of the application.
 */
@NullMarked
package io.accountlink.simulation;

import org.jspecify.annotations.NullMarked;
