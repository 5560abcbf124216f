/**
 * What a limiter promises, wherever it counts.
 */
@NullMarked
package io.accountlink.ratelimit;

import org.jspecify.annotations.NullMarked;
