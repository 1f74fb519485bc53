/** Ends of calls that hold a reservation, on their way to Redis. */
@NullMarked
package dev.keelage.gateway.store.redis.settle;

import org.jspecify.annotations.NullMarked;
