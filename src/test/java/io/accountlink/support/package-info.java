/**
 * What specifications stand on: requests to the service, assertions on responses,
 * processes, containers, raw connections.
 */
@NullMarked
package io.accountlink.support;

import org.jspecify.annotations.NullMarked;
