@NullMarked
package dev.keelage.operator.inquiry.book;

import org.jspecify.annotations.NullMarked;
