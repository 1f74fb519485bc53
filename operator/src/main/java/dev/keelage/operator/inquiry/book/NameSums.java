package dev.keelage.operator.inquiry.book;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Sums of calls per team and user, customer or tag. Added up, never loaded one by one. */
@MappedSuperclass
@SuppressWarnings("NullAway.Init") // Hibernate fills it
abstract class NameSums {
  String tenant;
  @Nullable String team;
  String kind;

  /** None: all but the dearest. */
  @Nullable String name;

  long calls;

  @Column(name = "input_tokens")
  long input;

  @Column(name = "output_tokens")
  long output;

  BigDecimal cost;
}
