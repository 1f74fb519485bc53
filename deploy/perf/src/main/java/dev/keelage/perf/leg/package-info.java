/** What can stand between the callers and the vendor. */
@NullMarked
package dev.keelage.perf.leg;

import org.jspecify.annotations.NullMarked;
