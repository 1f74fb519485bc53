package dev.keelage.gateway.standalone.key;

import dev.keelage.api.Durations;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.gateway.standalone.key.IssuedKey.Previous;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides what keys a VirtualKey has at an instant, as the operator does in a cluster. */
final class KeyIssuance {
  private final Supplier<String> newKeys;

  /**
   * @param newKeys gives a key that nobody can guess
   */
  KeyIssuance(Supplier<String> newKeys) {
    this.newKeys = newKeys;
  }

  /**
   * @param annotation value of {@code keelage.dev/rotate}, if any
   */
  IssuedKey at(
      Instant now, Optional<IssuedKey> held, VirtualKeySpec spec, Optional<String> annotation) {
    if (held.isEmpty()) {
      return new IssuedKey(newKeys.get(), now, List.of(), annotation.orElse(null));
    }
    IssuedKey key = held.get();
    boolean asked = annotation.isPresent() && !annotation.get().equals(key.rotation());
    boolean due = due(key, spec).map(when -> !now.isBefore(when)).orElse(false);
    if (asked || due) {
      return new IssuedKey(
          newKeys.get(), now, replaced(key, now, overlap(spec)), annotation.orElse(key.rotation()));
    }
    return new IssuedKey(key.apiKey(), key.issuedAt(), stillGood(key, now), key.rotation());
  }

  /** When {@link #at} would next give something else. */
  static Optional<Instant> next(IssuedKey key, VirtualKeySpec spec) {
    Optional<Instant> rotation = due(key, spec);
    return Stream.concat(rotation.stream(), key.previous().stream().map(Previous::validUntil))
        .min(Instant::compareTo);
  }

  /**
   * What works besides the key that replaces this one. A further rotation takes nothing back; one
   * without an overlap ends all of them (a key that leaked).
   */
  private static List<Previous> replaced(IssuedKey key, Instant now, Duration overlap) {
    if (overlap.isZero()) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(new Previous(key.apiKey(), now.plus(overlap))), stillGood(key, now).stream())
        .toList();
  }

  private static List<Previous> stillGood(IssuedKey key, Instant now) {
    return key.previous().stream().filter(each -> now.isBefore(each.validUntil())).toList();
  }

  private static Optional<Instant> due(IssuedKey key, VirtualKeySpec spec) {
    VirtualKeySpec.Rotation rotation = spec.rotation();
    String every = rotation == null ? null : rotation.every();
    return every == null ? Optional.empty() : period(every).map(key.issuedAt()::plus);
  }

  private static Duration overlap(VirtualKeySpec spec) {
    VirtualKeySpec.Rotation rotation = spec.rotation();
    return period((rotation == null ? VirtualKeySpec.Rotation.DEFAULTS : rotation).overlap())
        .orElse(Duration.ZERO);
  }

  /** The compiler refuses a VirtualKey with a duration that is none. */
  private static Optional<Duration> period(String text) {
    try {
      return Optional.of(Durations.parse(text)).filter(Duration::isPositive);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
