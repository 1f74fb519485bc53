@NullMarked
package dev.keelage.operator.publish;

import org.jspecify.annotations.NullMarked;
