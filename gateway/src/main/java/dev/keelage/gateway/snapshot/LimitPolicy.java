package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Limits;

/**
 * The limits that one resource puts on a caller.
 *
 * @param id of the resource, {@code key:namespace/name} or {@code team:namespace/name}; part of the
 *     counter's name and shown to callers
 */
public record LimitPolicy(String id, Limits limits) {}
