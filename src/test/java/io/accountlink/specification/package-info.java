/**
 * What the service does, told over HTTP: the whole application against a simulated Auth0.
 */
@NullMarked
package io.accountlink.specification;

import org.jspecify.annotations.NullMarked;
