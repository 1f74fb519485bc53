/**
 * Loads, verifies and holds the last good snapshot, and answers questions about it: who is this
 * key, which model is meant.
 */
@NullMarked
package dev.keelage.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
