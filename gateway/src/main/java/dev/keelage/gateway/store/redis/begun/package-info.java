/** Calls that were decided here, as others need to know them should this gateway die. */
@NullMarked
package dev.keelage.gateway.store.redis.begun;

import org.jspecify.annotations.NullMarked;
