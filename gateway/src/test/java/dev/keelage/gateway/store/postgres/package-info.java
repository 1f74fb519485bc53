@NullMarked
package dev.keelage.gateway.store.postgres;

import org.jspecify.annotations.NullMarked;
