/** What vendors charge, as far as Keelage knows by itself. */
@NullMarked
package dev.keelage.compiler.price;

import org.jspecify.annotations.NullMarked;
