/** What a call draws on, as the scripts know it: counters and their names. */
@NullMarked
package dev.keelage.gateway.store.redis.claim;

import org.jspecify.annotations.NullMarked;
