/** The callers: a paced or greedy load generator that checks every answer. */
@NullMarked
package dev.keelage.perf.load;

import org.jspecify.annotations.NullMarked;
