/**
 * Where things are counted and for how long: names of counters in Redis, windows of budgets,
 * tenants.
 */
@NullMarked
package dev.keelage.snapshot.counter;

import org.jspecify.annotations.NullMarked;
