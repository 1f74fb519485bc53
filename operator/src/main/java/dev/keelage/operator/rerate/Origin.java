package dev.keelage.operator.rerate;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who made a call, and when: what decides in which counters it counts.
 *
 * @param tenant id of the root team then, or of the key
 * @param user as the ledger keeps the name, and the same of the customer
 */
record Origin(
    String tenant,
    String key,
    Optional<String> user,
    Optional<String> customer,
    Set<String> tags,
    Instant startedAt) {
  Origin {
    tags = Set.copyOf(tags);
  }
}
