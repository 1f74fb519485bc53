package dev.keelage.operator.inquiry.book;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;

/** Of an hour (UTC). The table has no key; Hibernate wants one. */
@Entity
@Immutable
@Table(schema = "keelage", name = "usage_by_hour")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class HourUsage extends UsageSums {
  @Id
  @Column(name = "hour")
  @TimeZoneStorage(TimeZoneStorageType.NATIVE)
  OffsetDateTime begin;
}
