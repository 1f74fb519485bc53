/** Every metric, span attribute and log key by name, and who writes them. */
@NullMarked
package dev.keelage.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
