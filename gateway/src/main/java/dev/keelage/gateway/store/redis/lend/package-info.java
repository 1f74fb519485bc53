/** Loans: parts of shared counters that an event loop decides calls out of. */
@NullMarked
package dev.keelage.gateway.store.redis.lend;

import org.jspecify.annotations.NullMarked;
