package dev.keelage.compiler;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rules for single fields that an API server enforces before an object gets here; an object from a
 * file meets them here.
 */
final class FieldRules {
  private FieldRules() {}

  /** There at all. */
  static void present(Declared<?> resource, String field, @Nullable Object value) {
    if (value == null) {
      resource.verdict().invalid(field + " is missing");
    }
  }

  /** No entry twice. */
  static <T> void unique(Declared<?> resource, String field, List<T> entries) {
    unique(resource, field, entries, Function.identity());
  }

  /** No two entries with one key. */
  static <T> void unique(Declared<?> resource, String field, List<T> entries, Function<T, ?> key) {
    Set<Object> seen = new HashSet<>();
    entries.stream()
        .<Object>map(key::apply)
        .filter(each -> !seen.add(each))
        .findFirst()
        .ifPresent(
            each -> resource.verdict().invalid("%s: \"%s\" is there twice".formatted(field, each)));
  }

  /**
   * Not longer than a bound.
   *
   * @param bound what {@code most} is called
   */
  static void atMost(
      Declared<?> resource, String field, Duration value, Duration most, String bound) {
    if (value.compareTo(most) > 0) {
      resource.verdict().invalid("%s is at most %s".formatted(field, bound));
    }
  }
}
