package dev.keelage.operator.inquiry.book;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Sums of calls per team, key, model and provider. Added up, never loaded one by one. */
@MappedSuperclass
@SuppressWarnings("NullAway.Init") // Hibernate fills it
abstract class UsageSums {
  String tenant;
  @Nullable String team;
  String key;
  String model;
  @Nullable String provider;
  long calls;
  long failed;
  long orphaned;
  long estimated;
  long unpriced;

  @Column(name = "input_tokens")
  long input;

  @Column(name = "cached_input_tokens")
  long cachedInput;

  @Column(name = "cache_write_5m_tokens")
  long cacheWrite5m;

  @Column(name = "cache_write_1h_tokens")
  long cacheWrite1h;

  @Column(name = "audio_input_tokens")
  long audioInput;

  @Column(name = "image_input_tokens")
  long imageInput;

  @Column(name = "output_tokens")
  long output;

  @Column(name = "reasoning_tokens")
  long reasoning;

  @Column(name = "audio_output_tokens")
  long audioOutput;

  @Column(name = "image_output_tokens")
  long imageOutput;

  long searches;
  BigDecimal cost;
}
