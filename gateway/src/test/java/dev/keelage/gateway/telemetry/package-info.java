@NullMarked
package dev.keelage.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
