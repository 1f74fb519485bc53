@NullMarked
package dev.keelage.gateway.store.redis;

import org.jspecify.annotations.NullMarked;
