/**
 * The error contract: every error leaves the service as a problem of RFC 9457, written
 * here. Imports nothing of ours.
 */
@NullMarked
package io.accountlink.problem;

import org.jspecify.annotations.NullMarked;
