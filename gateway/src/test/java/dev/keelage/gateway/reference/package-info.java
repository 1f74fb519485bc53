/** Writes the gateway's reference pages from its code. */
@NullMarked
package dev.keelage.gateway.reference;

import org.jspecify.annotations.NullMarked;
