/** One connection to Redis and how it fails. */
@NullMarked
package dev.keelage.gateway.store.redis.link;

import org.jspecify.annotations.NullMarked;
