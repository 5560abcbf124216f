/**
 * The example clients and the example frontend.
 */
@NullMarked
package io.accountlink.specification.example;

import org.jspecify.annotations.NullMarked;
