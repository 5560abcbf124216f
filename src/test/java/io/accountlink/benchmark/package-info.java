/**
 * Benchmark of the packaged service, and the training run for its AOT cache. It contains
 * no tests.
 */
@NullMarked
package io.accountlink.benchmark;

import org.jspecify.annotations.NullMarked;
