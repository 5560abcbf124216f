/**
 * What the configuration is made of, and the one line that says what is wrong with it.
 * Imports nothing of ours.
 */
@NullMarked
package io.accountlink.settings;

import org.jspecify.annotations.NullMarked;
