/** May this call pass? Limits and budgets: one atomic reservation of everything that applies. */
@NullMarked
package dev.keelage.gateway.stage.admit;

import org.jspecify.annotations.NullMarked;
