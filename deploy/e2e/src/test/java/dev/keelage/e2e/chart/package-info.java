/** The charts: what they render, what they refuse, and what an API server makes of them. */
@NullMarked
package dev.keelage.e2e.chart;

import org.jspecify.annotations.NullMarked;
