@NullMarked
package dev.keelage.compiler.price;

import org.jspecify.annotations.NullMarked;
