/**
 * The example frontend in {@code src/examples/frontend}: its server, and its test in a
 * browser.
 */
@NullMarked
package io.accountlink.frontend;

import org.jspecify.annotations.NullMarked;
