/**
 * Other accounts that seem to belong to the same person.
 */
@NullMarked
package io.accountlink.specification.suggestion;

import org.jspecify.annotations.NullMarked;
