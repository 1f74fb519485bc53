package dev.keelage.operator.inquiry.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDate;
import org.hibernate.annotations.Immutable;

/** Of a day (UTC). The table has no key; Hibernate wants one. */
@Entity
@Immutable
@Table(schema = "keelage", name = "usage_by_name_day")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class DayNames extends NameSums {
  @Id
  @Column(name = "day")
  LocalDate begin;
}
