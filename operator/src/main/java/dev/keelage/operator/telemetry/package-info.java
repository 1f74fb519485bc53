/** Every metric of the operator. */
@NullMarked
package dev.keelage.operator.telemetry;

import org.jspecify.annotations.NullMarked;
