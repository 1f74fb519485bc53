/** The ledger as Hibernate Reactive reads it: never written, never created. */
@NullMarked
package dev.keelage.operator.inquiry.book;

import org.jspecify.annotations.NullMarked;
