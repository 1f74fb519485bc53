@NullMarked
package dev.keelage.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
