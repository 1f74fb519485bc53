/** The operator against a real API server, under the permissions the chart gives it. */
@NullMarked
package dev.keelage.operator;

import org.jspecify.annotations.NullMarked;
