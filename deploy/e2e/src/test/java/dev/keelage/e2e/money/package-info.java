/** The money path while everything around it breaks: counters, ledger and vendors agree after. */
@NullMarked
package dev.keelage.e2e.money;

import org.jspecify.annotations.NullMarked;
