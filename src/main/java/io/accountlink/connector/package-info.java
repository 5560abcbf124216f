/**
 * How long and how a connection may talk, before anybody asks who is talking. Imports
 * nothing of ours.
 */
@NullMarked
package io.accountlink.connector;

import org.jspecify.annotations.NullMarked;
