package dev.keelage.operator.issue;

import dev.keelage.api.ApiGroup;
import dev.keelage.api.Durations;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is to be done about an issued key. Decided from values alone. */
sealed interface KeyPlan {
  /** The key stays; its Secret is brought into the shape the spec asks for. */
  record Keep(IssuedKey key) implements KeyPlan {}

  /** There is none that works. */
  record Issue() implements KeyPlan {}

  /**
   * A new one takes its place.
   *
   * @param overlap how long the old one still works; 0: nor does any before it
   */
  record Rotate(IssuedKey old, Duration overlap) implements KeyPlan {}

  /**
   * @param current what the key's Secret holds, if it has one that is sound
   * @param expiry from which no key is issued any more
   */
  static KeyPlan of(
      VirtualKey key, Optional<IssuedKey> current, Optional<Instant> expiry, Instant now) {
    if (current.isEmpty()) {
      return new Issue();
    }
    IssuedKey held = current.get();
    boolean ended = expiry.filter(at -> !now.isBefore(at)).isPresent();
    Rotation rotation = Optional.ofNullable(key.getSpec().rotation()).orElse(Rotation.DEFAULTS);
    if (!ended && (asked(key, held) || due(rotation, held, now))) {
      return new Rotate(held, Durations.parse(rotation.overlap()));
    }
    return new Keep(held.at(now));
  }

  /** When the schedule replaces the key. */
  static Optional<Instant> rotatesAt(VirtualKey key, IssuedKey held) {
    return Optional.ofNullable(key.getSpec().rotation()).flatMap(each -> dueAt(each, held));
  }

  /** The value of the annotation that asks for a rotation. */
  static Optional<String> request(VirtualKey key) {
    return Optional.ofNullable(key.getMetadata().getAnnotations())
        .map((Map<String, String> all) -> all.get(ApiGroup.ROTATE_ANNOTATION))
        .filter(value -> !value.isEmpty());
  }

  private static boolean asked(VirtualKey key, IssuedKey held) {
    return request(key).filter(value -> !Optional.of(value).equals(held.rotation())).isPresent();
  }

  private static boolean due(Rotation rotation, IssuedKey held, Instant now) {
    return dueAt(rotation, held).filter(at -> !now.isBefore(at)).isPresent();
  }

  private static Optional<Instant> dueAt(Rotation rotation, IssuedKey held) {
    return Optional.ofNullable(rotation.every())
        .map(every -> held.issuedAt().plus(Durations.parse(every)));
  }
}
