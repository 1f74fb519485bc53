/** Who calls? Identity comes from the key alone. */
@NullMarked
package dev.keelage.gateway.stage.access;

import org.jspecify.annotations.NullMarked;
