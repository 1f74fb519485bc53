/** From measurements to the tables in the documentation. */
@NullMarked
package dev.keelage.perf.report;

import org.jspecify.annotations.NullMarked;
