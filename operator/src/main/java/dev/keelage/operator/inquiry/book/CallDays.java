package dev.keelage.operator.inquiry.book;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Days on which a call may have begun: the ledger has a partition for each, and an index in each of
 * them.
 */
record CallDays(LocalDate first, LocalDate last) {
  private static final CallDays ALL =
      new CallDays(LocalDate.of(2000, 1, 1), LocalDate.of(2999, 12, 31));

  private static final int BY_TIME = 7;

  /** Ids that gateways give say when (UUID version 7, RFC 9562); of others nothing is known. */
  static CallDays of(String call) {
    try {
      UUID id = UUID.fromString(call);
      if (id.version() != BY_TIME) {
        return ALL;
      }
      Instant began = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
      LocalDate day = LocalDate.ofInstant(began, ZoneOffset.UTC);
      return new CallDays(day.minusDays(1), day.plusDays(1));
    } catch (IllegalArgumentException e) {
      return ALL;
    }
  }
}
