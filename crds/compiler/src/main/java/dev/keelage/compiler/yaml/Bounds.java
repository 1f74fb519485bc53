package dev.keelage.compiler.yaml;

import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the bounds and patterns that stand on the records of the API: the same annotations that
 * make the schema by which an API server checks them. Rules between fields are the compiler's.
 */
final class Bounds {
  private static final ClassValue<List<Part>> PARTS =
      new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        }
      };

  private final BiConsumer<FieldPath, String> faults;

  Bounds(BiConsumer<FieldPath, String> faults) {
    this.faults = faults;
  }

  /** A component of a record. */
  private record Part(String name, Method accessor, Rule rule) {
    static Part of(RecordComponent component) {
      return new Part(
          component.getName(), component.getAccessor(), Rule.of(component.getAnnotatedType()));
    }

    @Nullable Object in(Record value) {
      try {
        return accessor.invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("the API's records are public", e);
      }
    }
  }

  /**
   * What a type says.
   *
   * @param items of a list's entries or a map's values
   */
  private record Rule(
      Optional<Size> size,
      Optional<Pattern> pattern,
      Optional<Min> min,
      Optional<Max> max,
      List<Rule> items) {
    static Rule of(AnnotatedType type) {
      return new Rule(
          Optional.ofNullable(type.getAnnotation(Size.class)),
          Optional.ofNullable(type.getAnnotation(io.fabric8.generator.annotation.Pattern.class))
              .map(pattern -> Pattern.compile(pattern.value())),
          Optional.ofNullable(type.getAnnotation(Min.class)),
          Optional.ofNullable(type.getAnnotation(Max.class)),
          type instanceof AnnotatedParameterizedType generic
              ? Arrays.stream(generic.getAnnotatedActualTypeArguments()).map(Rule::of).toList()
              : List.of());
    }
  }

  /** Everything in a record, however deep. */
  void check(Record value, FieldPath at) {
    for (Part part : PARTS.get(value.getClass())) {
      Object content = part.in(value);
      if (content != null) {
        check(content, part.rule(), at.then(part.name()));
      }
    }
  }

  private void check(Object value, Rule rule, FieldPath at) {
    switch (value) {
      case String text -> checkText(text, rule, at);
      case Number number -> checkNumber(number, rule, at);
      case Collection<?> items -> {
        checkSize(items.size(), rule, "entries", at);
        int index = 0;
        for (Object item : items) {
          check(item, rule.items().getFirst(), at.then(Integer.toString(index++)));
        }
      }
      case Map<?, ?> entries -> {
        checkSize(entries.size(), rule, "entries", at);
        entries.forEach(
            (key, item) -> check(item, rule.items().getLast(), at.then(String.valueOf(key))));
      }
      case Record nested -> check(nested, at);
      default -> {}
    }
  }

  private void checkText(String text, Rule rule, FieldPath at) {
    checkSize(text.codePointCount(0, text.length()), rule, "characters", at);
    rule.pattern()
        .filter(pattern -> !pattern.matcher(text).find())
        .ifPresent(
            pattern ->
                faults.accept(
                    at, "%s: \"%s\" does not match %s".formatted(at, text, pattern.pattern())));
  }

  private void checkNumber(Number number, Rule rule, FieldPath at) {
    rule.min()
        .filter(min -> number.doubleValue() < min.value())
        .ifPresent(min -> faults.accept(at, "%s: at least %s".formatted(at, plain(min.value()))));
    rule.max()
        .filter(max -> number.doubleValue() > max.value())
        .ifPresent(max -> faults.accept(at, "%s: at most %s".formatted(at, plain(max.value()))));
  }

  private void checkSize(int size, Rule rule, String unit, FieldPath at) {
    rule.size()
        .filter(bound -> size < bound.min() || size > bound.max())
        .ifPresent(
            bound ->
                faults.accept(
                    at,
                    size < bound.min()
                        ? "%s: at least %d %s".formatted(at, bound.min(), unit)
                        : "%s: at most %d %s".formatted(at, bound.max(), unit)));
  }

  private static String plain(double bound) {
    return BigDecimal.valueOf(bound)
        .setScale(0, java.math.RoundingMode.UNNECESSARY)
        .toPlainString();
  }
}
