@NullMarked
package dev.keelage.operator.ledger;

import org.jspecify.annotations.NullMarked;
