/**
 * What becomes of a question to Redis, whatever becomes of Redis.
 */
@NullMarked
package io.accountlink.redis;

import org.jspecify.annotations.NullMarked;
