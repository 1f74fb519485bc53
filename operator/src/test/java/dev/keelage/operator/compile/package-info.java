@NullMarked
package dev.keelage.operator.compile;

import org.jspecify.annotations.NullMarked;
