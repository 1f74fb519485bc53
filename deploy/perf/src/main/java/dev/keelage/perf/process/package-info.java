/** Processes on cores of their own, and what the kernel charges them. */
@NullMarked
package dev.keelage.perf.process;

import org.jspecify.annotations.NullMarked;
