@NullMarked
package dev.keelage.perf.upstream;

import org.jspecify.annotations.NullMarked;
