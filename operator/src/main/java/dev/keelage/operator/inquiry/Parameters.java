package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.access.Scope;
import dev.keelage.operator.inquiry.book.Trait;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a question says behind its {@code ?}. What is not understood is refused, never passed over:
 * a misspelt {@code team} would otherwise ask for all of them.
 */
final class Parameters {
  private static final int MOST_CHARACTERS = 512;
  private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
  private static final Pattern NAMESPACE = Pattern.compile(LABEL);
  private static final Pattern TEAM =
      Pattern.compile(LABEL + "/[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private final Map<String, List<String>> said;

  /**
   * @param known the names there are
   * @throws Unanswered there is another one, or one twice
   */
  Parameters(MultivaluedMap<String, String> said, Set<String> known) {
    this.said = said;
    said.forEach(
        (name, values) -> {
          if (!known.contains(name)) {
            throw wrong(
                "there is no parameter '%s' here; there are: %s"
                    .formatted(shown(name), String.join(", ", new TreeSet<>(known))));
          }
          if (values.size() != 1) {
            throw wrong("'%s' is there %d times".formatted(name, values.size()));
          }
          String value = values.getFirst();
          if (value.isEmpty()
              || value.length() > MOST_CHARACTERS
              || value.chars().anyMatch(Character::isISOControl)
              || value.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            throw wrong(
                "'%s' has no value, one of more than %d characters, or odd ones"
                    .formatted(name, MOST_CHARACTERS));
          }
        });
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(said.get(name)).map(List::getFirst);
  }

  /** {@code team=namespace/name}, {@code namespace=…}, or everything. */
  Scope scope() {
    Optional<String> team = matching("team", TEAM, "namespace/name");
    Optional<String> namespace = matching("namespace", NAMESPACE, "the name of one");
    if (team.isPresent() && namespace.isPresent()) {
      throw wrong("say either 'team' or 'namespace'");
    }
    return team.<Scope>map(Scope.OfTeam::of)
        .or(() -> namespace.map(Scope.OfNamespace::new))
        .orElseGet(Scope.Everything::new);
  }

  private Optional<String> matching(String name, Pattern pattern, String form) {
    Optional<String> value = text(name);
    if (value.isPresent() && !pattern.matcher(value.get()).matches()) {
      throw wrong("'%s' is not of the form %s".formatted(name, form));
    }
    return value;
  }

  /** Those of these that are said. */
  Map<Trait, String> traits(Set<Trait> of) {
    Map<Trait, String> traits = new EnumMap<>(Trait.class);
    of.forEach(trait -> text(trait.text()).ifPresent(value -> traits.put(trait, value)));
    return traits;
  }

  /**
   * @throws Unanswered it is no number from 1 to that
   */
  int count(String name, int standard, int most) {
    Optional<String> value = text(name);
    if (value.isPresent() && !value.get().matches("\\d{1,9}")) {
      throw wrong("'%s' is a number from 1 to %d".formatted(name, most));
    }
    int count = value.map(Integer::parseInt).orElse(standard);
    if (count < 1 || count > most) {
      throw wrong("'%s' is a number from 1 to %d".formatted(name, most));
    }
    return count;
  }

  /** One of the constants, in lower case. */
  <T extends Enum<T>> T choice(String name, Class<T> type, Optional<T> standard) {
    List<T> all = List.of(type.getEnumConstants());
    return text(name)
        .map(
            value ->
                all.stream()
                    .filter(each -> lower(each).equals(value))
                    .findFirst()
                    .orElseThrow(() -> noChoice(name, all)))
        .or(() -> standard)
        .orElseThrow(() -> noChoice(name, all));
  }

  private static Unanswered noChoice(String name, List<? extends Enum<?>> all) {
    return wrong(
        "'%s' is one of %s"
            .formatted(name, String.join(", ", all.stream().map(Parameters::lower).toList())));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A period of time. */
  record Period(Instant from, Instant to) {}

  /**
   * @param standard where neither end is said
   * @throws Unanswered it is longer than that, empty, or far away
   */
  Period period(Period standard, Duration most) {
    Instant from = instant("from").orElse(standard.from());
    Instant to = instant("to").orElse(standard.to());
    if (!from.isBefore(to)) {
      throw wrong("'from' (%s) is not before 'to' (%s)".formatted(from, to));
    }
    if (Duration.between(from, to).compareTo(most) > 0) {
      throw wrong("from 'from' to 'to' are more than %d days".formatted(most.toDays()));
    }
    return new Period(from, to);
  }

  private Optional<Instant> instant(String name) {
    return text(name).map(value -> instant(name, value));
  }

  private static Instant instant(String name, String value) {
    try {
      Instant instant =
          DAY.matcher(value).matches()
              ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(value).toInstant();
      if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
        throw wrong("'%s' is not between 2000 and 2200".formatted(name));
      }
      return instant;
    } catch (DateTimeException e) {
      throw wrong(
          "'%s' is neither a day (UTC) like 2026-11-01 nor an instant like 2026-11-01T08:00:00Z"
              .formatted(name));
    }
  }

  static Unanswered wrong(String detail) {
    return new Unanswered(Problem.wrong(detail));
  }

  /** Of a text that nobody has looked at yet. */
  private static String shown(String text) {
    return text.codePoints()
        .limit(40)
        .map(c -> c > ' ' && c < 127 ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static Set<String> names(Set<Trait> traits, String... more) {
    Set<String> names = new TreeSet<>(Arrays.asList(more));
    traits.forEach(trait -> names.add(trait.text()));
    return names;
  }
}
