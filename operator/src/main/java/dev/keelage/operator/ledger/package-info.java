/** The ledger's schema in Postgres: the operator owns it, gateways only write rows. */
@NullMarked
package dev.keelage.operator.ledger;

import org.jspecify.annotations.NullMarked;
