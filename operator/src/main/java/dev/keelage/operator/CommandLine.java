package dev.keelage.operator;

import dev.keelage.operator.rerate.ReRateOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the process was asked to do. */
sealed interface CommandLine {
  String USAGE =
      """
      usage: java -jar quarkus-run.jar
             java -jar quarkus-run.jar re-rate --from DAY --to DAY [--model NAMESPACE/NAME]
                 [--deployment NAME] [--provider NAMESPACE/NAME] [--team NAMESPACE/NAME] [--apply]

        re-rate   say what the calls of a period cost at the prices in force now, and with --apply,
                  book the differences in the ledger. DAY is a date (UTC) or an RFC 3339 instant,
                  --to is not part of the period.

      Settings are environment variables KEELAGE_*: see docs/reference/configuration.md.
      """;

  Set<String> OPTIONS = Set.of("--from", "--to", "--model", "--deployment", "--provider", "--team");

  record Operate() implements CommandLine {}

  record ReRate(ReRateOrder order) implements CommandLine {}

  record Help() implements CommandLine {}

  record Wrong(String message) implements CommandLine {}

  static CommandLine of(String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      return new Help();
    } else if (words.isEmpty()) {
      return new Operate();
    } else if (!words.getFirst().equals("re-rate")) {
      return new Wrong("unknown command: " + words.getFirst());
    }
    try {
      return new ReRate(order(words.subList(1, words.size())));
    } catch (IllegalArgumentException e) {
      return new Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static ReRateOrder order(List<String> words) {
    Map<String, String> values = new HashMap<>();
    boolean apply = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--apply")) {
        apply = true;
      } else if (!OPTIONS.contains(word)) {
        throw new IllegalArgumentException("unknown argument: " + word);
      } else if (i + 1 == words.size()) {
        throw new IllegalArgumentException(word + " needs a value");
      } else {
        i++;
        values.put(word, words.get(i));
      }
    }
    return new ReRateOrder(
        instant(values, "--from"),
        instant(values, "--to"),
        Optional.ofNullable(values.get("--model")),
        Optional.ofNullable(values.get("--deployment")),
        Optional.ofNullable(values.get("--provider")),
        Optional.ofNullable(values.get("--team")),
        apply);
  }

  private static Instant instant(Map<String, String> values, String option) {
    String text = values.get(option);
    if (text == null) {
      throw new IllegalArgumentException(option + " is missing");
    }
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          option + " is neither a date like 2026-11-01 nor an instant like 2026-11-01T08:00:00Z",
          e);
    }
  }
}
