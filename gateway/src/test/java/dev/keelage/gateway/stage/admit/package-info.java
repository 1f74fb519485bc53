@NullMarked
package dev.keelage.gateway.stage.admit;

import org.jspecify.annotations.NullMarked;
