@NullMarked
package dev.keelage.operator.audit;

import org.jspecify.annotations.NullMarked;
