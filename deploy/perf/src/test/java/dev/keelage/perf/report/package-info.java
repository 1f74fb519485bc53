@NullMarked
package dev.keelage.perf.report;

import org.jspecify.annotations.NullMarked;
