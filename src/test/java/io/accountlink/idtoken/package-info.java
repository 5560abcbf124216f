/**
 * What is remembered of ID tokens, wherever it is remembered.
 */
@NullMarked
package io.accountlink.idtoken;

import org.jspecify.annotations.NullMarked;
