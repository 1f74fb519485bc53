@NullMarked
package dev.keelage.gateway.stage.route;

import org.jspecify.annotations.NullMarked;
