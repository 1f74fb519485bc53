/** Reservations: what Redis decides on, and what lives on until a call ends. */
@NullMarked
package dev.keelage.gateway.store.redis.reserve;

import org.jspecify.annotations.NullMarked;
