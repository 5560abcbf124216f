/**
 * Which keys of {@code user_metadata} a link carries over: a plan, computed without I/O.
 * May import {@code account}.
 */
@NullMarked
package io.accountlink.metadata;

import org.jspecify.annotations.NullMarked;
