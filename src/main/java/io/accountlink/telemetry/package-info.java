/**
 * Observability: trace context, request timers, traces without personal data, and one log
 * line at startup with the effective configuration. May import {@code http}.
 */
@NullMarked
package io.accountlink.telemetry;

import org.jspecify.annotations.NullMarked;
