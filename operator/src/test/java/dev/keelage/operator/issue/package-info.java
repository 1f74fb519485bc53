@NullMarked
package dev.keelage.operator.issue;

import org.jspecify.annotations.NullMarked;
