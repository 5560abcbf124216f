/**
 * Observability: traces without personal data, and one log line at startup with the
 * effective configuration. Imports no other folder.
 */
@NullMarked
package io.accountlink.telemetry;

import org.jspecify.annotations.NullMarked;
