/**
 * Observability: request timers, traces without personal data, and one log line at
 * startup with the effective configuration. May import {@code http} and {@code upstream}.
 */
@NullMarked
package io.accountlink.telemetry;

import org.jspecify.annotations.NullMarked;
