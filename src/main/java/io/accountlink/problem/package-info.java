/**
 * Error responses as problems of RFC 9457. Imports no other folder.
 */
@NullMarked
package io.accountlink.problem;

import org.jspecify.annotations.NullMarked;
