package dev.keelage.operator.inquiry.book;

import dev.keelage.snapshot.cost.CostClass;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.jspecify.annotations.Nullable;

/** A row of the ledger: a call, or what was added to its cost later. */
@Entity
@Immutable
@Table(schema = "keelage", name = "ledger")
@IdClass(LedgerRow.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class LedgerRow {
  record Key(String call, LocalDate day) {}

  @Id
  @Column(name = "call_id")
  String call;

  @Id LocalDate day;

  @Column(name = "started_at")
  @TimeZoneStorage(TimeZoneStorageType.NATIVE)
  OffsetDateTime startedAt;

  @Column(name = "corrects")
  @Nullable String corrects;

  String tenant;
  @Nullable String team;
  String key;

  @Column(name = "end_user")
  @Nullable String user;

  @Nullable String customer;
  String @Nullable [] tags;
  String model;
  @Nullable String deployment;
  @Nullable String provider;
  String operation;

  @Column(name = "service_tier")
  @Nullable String serviceTier;

  String status;
  boolean estimated;
  boolean priced;
  BigDecimal cost;
  short attempts;

  @Column(name = "http_status")
  short httpStatus;

  @Column(name = "latency_ms")
  int latencyMs;

  @Column(name = "ttft_ms")
  @Nullable Integer firstTokenMs;

  @Column(name = "input_tokens")
  long input;

  @Column(name = "cached_input_tokens")
  long cachedInput;

  @Column(name = "cache_write_5m_tokens")
  long cacheWrite5m;

  @Column(name = "cache_write_1h_tokens")
  long cacheWrite1h;

  @Column(name = "audio_input_tokens")
  @Nullable Long audioInput;

  @Column(name = "image_input_tokens")
  @Nullable Long imageInput;

  @Column(name = "output_tokens")
  long output;

  @Column(name = "reasoning_tokens")
  long reasoning;

  @Column(name = "audio_output_tokens")
  @Nullable Long audioOutput;

  @Column(name = "image_output_tokens")
  @Nullable Long imageOutput;

  @Nullable Integer searches;

  Booked booked() {
    return new Booked(
        call,
        startedAt.toInstant(),
        new Booked.Origin(
            tenant,
            Optional.ofNullable(team),
            key,
            Optional.ofNullable(user),
            Optional.ofNullable(customer),
            tags == null ? List.of() : List.of(tags)),
        new Booked.Target(
            model, Optional.ofNullable(deployment), Optional.ofNullable(provider), operation),
        new Booked.Outcome(
            status,
            estimated,
            priced,
            attempts,
            httpStatus,
            Duration.ofMillis(latencyMs),
            Optional.ofNullable(firstTokenMs).map(Duration::ofMillis),
            Optional.ofNullable(serviceTier)),
        quantities(),
        cost);
  }

  private Map<CostClass, Long> quantities() {
    Map<CostClass, @Nullable Long> all = new EnumMap<>(CostClass.class);
    all.put(CostClass.INPUT, input);
    all.put(CostClass.CACHED_INPUT, cachedInput);
    all.put(CostClass.CACHE_WRITE_5M, cacheWrite5m);
    all.put(CostClass.CACHE_WRITE_1H, cacheWrite1h);
    all.put(CostClass.AUDIO_INPUT, audioInput);
    all.put(CostClass.IMAGE_INPUT, imageInput);
    all.put(CostClass.OUTPUT, output);
    all.put(CostClass.REASONING, reasoning);
    all.put(CostClass.AUDIO_OUTPUT, audioOutput);
    all.put(CostClass.IMAGE_OUTPUT, imageOutput);
    all.put(CostClass.SEARCHES, searches == null ? null : searches.longValue());
    Map<CostClass, Long> some = new EnumMap<>(CostClass.class);
    all.forEach(
        (of, quantity) ->
            Stream.ofNullable(quantity).filter(each -> each > 0).forEach(q -> some.put(of, q)));
    return some;
  }
}
