/** When to compile: soon after a change, once for many. */
@NullMarked
package dev.keelage.operator.compile;

import org.jspecify.annotations.NullMarked;
