/** Booking what was left behind: by this gateway's last life, and by gateways that died. */
@NullMarked
package dev.keelage.gateway.store.redis.recover;

import org.jspecify.annotations.NullMarked;
