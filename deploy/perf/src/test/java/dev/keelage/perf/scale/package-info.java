@NullMarked
package dev.keelage.perf.scale;

import org.jspecify.annotations.NullMarked;
