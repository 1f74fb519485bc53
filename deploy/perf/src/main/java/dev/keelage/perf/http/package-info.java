/** HTTP/1.1 message framing for the two ends of a measurement. */
@NullMarked
package dev.keelage.perf.http;

import org.jspecify.annotations.NullMarked;
