@NullMarked
package dev.keelage.operator.usage;

import org.jspecify.annotations.NullMarked;
