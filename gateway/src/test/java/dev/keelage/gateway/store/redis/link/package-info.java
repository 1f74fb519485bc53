@NullMarked
package dev.keelage.gateway.store.redis.link;

import org.jspecify.annotations.NullMarked;
