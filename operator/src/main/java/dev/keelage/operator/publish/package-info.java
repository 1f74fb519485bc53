/** Puts a compiled snapshot where gateways find it, and knows which of them have loaded it. */
@NullMarked
package dev.keelage.operator.publish;

import org.jspecify.annotations.NullMarked;
