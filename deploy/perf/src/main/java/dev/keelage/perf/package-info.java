/** Measures a gateway process beside nginx and beside no proxy at all, and writes what it found. */
@NullMarked
package dev.keelage.perf;

import org.jspecify.annotations.NullMarked;
