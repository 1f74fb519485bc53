/** What the ledger API promises, as a document. */
@NullMarked
package dev.keelage.operator.inquiry;

import org.jspecify.annotations.NullMarked;
