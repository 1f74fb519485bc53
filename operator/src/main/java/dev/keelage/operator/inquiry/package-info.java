/**
 * The ledger API: HTTP questions about calls and spending. It reads the ledger only, and asks the
 * API server who may know.
 */
@NullMarked
package dev.keelage.operator.inquiry;

import org.jspecify.annotations.NullMarked;
