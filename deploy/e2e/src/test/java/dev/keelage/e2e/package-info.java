/** The whole system, told by its stories. */
@NullMarked
package dev.keelage.e2e;

import org.jspecify.annotations.NullMarked;
