/** Counters, reservations and the ledger's outbox in Redis. */
@NullMarked
package dev.keelage.gateway.store.redis;

import org.jspecify.annotations.NullMarked;
