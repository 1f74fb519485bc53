@NullMarked
package dev.keelage.gateway.stage.settle;

import org.jspecify.annotations.NullMarked;
