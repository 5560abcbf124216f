/**
 * Linking an account: proofs, bodies, refusals, repetitions.
 */
@NullMarked
package io.accountlink.specification.link;

import org.jspecify.annotations.NullMarked;
