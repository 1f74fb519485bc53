package dev.keelage.operator.inquiry.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A part of what a row of the ledger costs. */
@Entity
@Immutable
@Table(schema = "keelage", name = "cost_breakdown")
@IdClass(CostRow.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class CostRow {
  record Key(String row, LocalDate day, String part) {}

  @Id
  @Column(name = "call_id")
  String row;

  @Id LocalDate day;
  @Id String part;
  @Nullable String corrects;
  BigDecimal cost;
}
