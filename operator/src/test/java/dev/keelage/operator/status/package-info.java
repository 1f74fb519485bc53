@NullMarked
package dev.keelage.operator.status;

import org.jspecify.annotations.NullMarked;
