/**
 * What operators see: settings, health, audit events, metrics, traces.
 */
@NullMarked
package io.accountlink.specification.operation;

import org.jspecify.annotations.NullMarked;
