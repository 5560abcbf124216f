/**
 * Tests of invalid settings and of the causes of failed connections.
 */
@NullMarked
package io.accountlink.settings;

import org.jspecify.annotations.NullMarked;
