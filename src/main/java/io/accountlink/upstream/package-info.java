/**
 * How somebody else's server is called: within one deadline, behind a breaker, and never
 * twice where once may have been enough. May import {@code problem} and {@code settings}.
 */
@NullMarked
package io.accountlink.upstream;

import org.jspecify.annotations.NullMarked;
