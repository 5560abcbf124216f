/**
 * Tests of the replay caches, in memory and in Redis.
 */
@NullMarked
package io.accountlink.idtoken;

import org.jspecify.annotations.NullMarked;
