/**
 * What several folders share: settings, the monotonic clock, causes of failed
 * connections, SHA-256; and the report of invalid settings at startup. Imports no other
 * folder.
 */
@NullMarked
package io.accountlink.settings;

import org.jspecify.annotations.NullMarked;
