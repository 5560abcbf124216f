/**
 * The one Redis of all replicas, and how to go on without it while it fails. May import
 * {@code settings}.
 */
@NullMarked
package io.accountlink.redis;

import org.jspecify.annotations.NullMarked;
