/**
 * The HTTP server: formats, limits, headers, and the API description.
 */
@NullMarked
package io.accountlink.specification.http;

import org.jspecify.annotations.NullMarked;
