/** Whether what gateways counted is what the ledger says. */
@NullMarked
package dev.keelage.operator.audit;

import org.jspecify.annotations.NullMarked;
