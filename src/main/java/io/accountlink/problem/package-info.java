/**
 * Error responses as problems of RFC 9457. Imports nothing of ours.
 */
@NullMarked
package io.accountlink.problem;

import org.jspecify.annotations.NullMarked;
