/** The book: ledger entries from the outbox into Postgres. */
@NullMarked
package dev.keelage.gateway.store.postgres;

import org.jspecify.annotations.NullMarked;
