@NullMarked
package dev.keelage.operator.rerate;

import org.jspecify.annotations.NullMarked;
