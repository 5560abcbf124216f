/**
 * What settings and connections are refused for.
 */
@NullMarked
package io.accountlink.settings;

import org.jspecify.annotations.NullMarked;
