/** The vendor at the far end: answers at once, from precomputed bytes, and counts. */
@NullMarked
package dev.keelage.perf.upstream;

import org.jspecify.annotations.NullMarked;
