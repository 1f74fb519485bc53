@NullMarked
package dev.keelage.perf.process;

import org.jspecify.annotations.NullMarked;
