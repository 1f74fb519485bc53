/** Ledger entries as text, shared by the stores. */
@NullMarked
package dev.keelage.gateway.store;

import org.jspecify.annotations.NullMarked;
