/** The control plane under many resources, on a real API server. */
@NullMarked
package dev.keelage.perf.scale;

import org.jspecify.annotations.NullMarked;
