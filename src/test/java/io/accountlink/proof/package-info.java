/**
 * What is remembered of ID tokens, wherever it is remembered.
 */
@NullMarked
package io.accountlink.proof;

import org.jspecify.annotations.NullMarked;
