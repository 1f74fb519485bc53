@NullMarked
package dev.keelage.gateway.stage.guard;

import org.jspecify.annotations.NullMarked;
