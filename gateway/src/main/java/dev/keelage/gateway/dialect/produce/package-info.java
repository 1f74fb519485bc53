/** What a model has produced so far, and how many tokens that is where the vendor does not say. */
@NullMarked
package dev.keelage.gateway.dialect.produce;

import org.jspecify.annotations.NullMarked;
