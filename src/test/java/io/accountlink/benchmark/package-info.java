/**
 * The packaged service as a process of its own: trained for its AOT cache, and measured.
 * None of this is a test.
 */
@NullMarked
package io.accountlink.benchmark;

import org.jspecify.annotations.NullMarked;
