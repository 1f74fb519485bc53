/** What each event loop has of the store. */
@NullMarked
package dev.keelage.gateway.store.redis.lane;

import org.jspecify.annotations.NullMarked;
