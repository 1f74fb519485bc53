/** Re-rating: what calls in the ledger cost at the prices in force now. */
@NullMarked
package dev.keelage.operator.rerate;

import org.jspecify.annotations.NullMarked;
