/**
 * Who may call: access tokens, permissions, and what answers reveal.
 */
@NullMarked
package io.accountlink.specification.token;

import org.jspecify.annotations.NullMarked;
