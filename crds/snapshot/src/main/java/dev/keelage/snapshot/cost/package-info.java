/**
 * What a call costs: usage in disjoint classes, prices, exact sums. The same arithmetic wherever
 * money is counted.
 */
@NullMarked
package dev.keelage.snapshot.cost;

import org.jspecify.annotations.NullMarked;
