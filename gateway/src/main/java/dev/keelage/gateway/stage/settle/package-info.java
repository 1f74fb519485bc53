/** What did it cost? Prices a call and books it; nothing is lost between here and the ledger. */
@NullMarked
package dev.keelage.gateway.stage.settle;

import org.jspecify.annotations.NullMarked;
