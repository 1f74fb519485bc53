/** What was spent: read from the gateways' counters, told at a bounded rate. */
@NullMarked
package dev.keelage.operator.usage;

import org.jspecify.annotations.NullMarked;
