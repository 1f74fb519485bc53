@NullMarked
package dev.keelage.gateway.stage.access;

import org.jspecify.annotations.NullMarked;
