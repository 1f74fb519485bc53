@NullMarked
package dev.keelage.perf.load;

import org.jspecify.annotations.NullMarked;
