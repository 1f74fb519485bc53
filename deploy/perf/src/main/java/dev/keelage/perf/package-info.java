/** Measures the packaged applications against a mock vendor, from a fixed schedule. */
@NullMarked
package dev.keelage.perf;

import org.jspecify.annotations.NullMarked;
