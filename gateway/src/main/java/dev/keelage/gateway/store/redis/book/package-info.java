/** Ends of calls that hold no reservation, on their way to Redis, and what waits of all ends. */
@NullMarked
package dev.keelage.gateway.store.redis.book;

import org.jspecify.annotations.NullMarked;
