@NullMarked
package dev.keelage.perf.http;

import org.jspecify.annotations.NullMarked;
