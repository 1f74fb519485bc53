/** The control plane: collect, compile, issue, publish, report status. */
@NullMarked
package dev.keelage.operator;

import org.jspecify.annotations.NullMarked;
