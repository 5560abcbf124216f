/**
 * What operators see of requests: traces without anything personal in them, and one line
 * at start that says what is configured. Imports nothing of ours.
 */
@NullMarked
package io.accountlink.telemetry;

import org.jspecify.annotations.NullMarked;
