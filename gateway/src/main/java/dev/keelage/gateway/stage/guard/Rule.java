package dev.keelage.gateway.stage.guard;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One guardrail, compiled. Everything runs in time linear to the text, whatever the words and
 * expressions.
 */
final class Rule {
  /** What stands in place of a masked match: fits into prose and into a JSON string alike. */
  static final String MASK = "[MASKED]";

  private static final Comparator<Match> BY_POSITION =
      Comparator.comparingInt(Match::start).thenComparing(Match::end, Comparator.reverseOrder());

  private final GuardrailEntry entry;
  private final Keywords keywords;
  private final List<Pattern> patterns;

  /** What matches of the patterns look like before they are whole; empty for one: anything. */
  private final List<Optional<Pattern>> begun;

  /** Offsets into the inspected text, end exclusive. */
  record Match(int start, int end) {}

  private Rule(GuardrailEntry entry) {
    this.entry = entry;
    this.keywords = new Keywords(entry.keywords(), entry.caseSensitive());
    this.patterns =
        entry.patterns().stream().map(named -> Pattern.compile(named.expression())).toList();
    this.begun =
        entry.patterns().stream().map(named -> BegunExpression.of(named.expression())).toList();
  }

  /**
   * @throws com.google.re2j.PatternSyntaxException an expression that the compiler of resources
   *     should have refused
   */
  static Rule of(GuardrailEntry entry) {
    return new Rule(entry);
  }

  GuardrailEntry entry() {
    return entry;
  }

  String id() {
    return entry.id();
  }

  boolean at(Stage stage) {
    return entry.stages().contains(stage);
  }

  boolean blocks() {
    return entry.action() == Action.BLOCK;
  }

  boolean allowsUninspected() {
    return entry.allowUnavailable();
  }

  /** Roughly what a character costs, in steps of a few nanoseconds. */
  long stepsPerCharacter() {
    return 4 + patterns.stream().mapToLong(Pattern::programSize).sum();
  }

  boolean found(CharSequence text) {
    boolean[] word = {false};
    keywords.search(
        text,
        0,
        match -> {
          word[0] = true;
          return false;
        });
    return word[0] || patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
  }

  /**
   * Matches in the order of their position, overlapping ones joined, empty ones left out.
   *
   * @param from no match begins before; what stands before it still counts as context
   */
  List<Match> matches(CharSequence text, int from) {
    List<Match> found = new ArrayList<>();
    keywords.search(text, from, found::add);
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(text);
      int at = from;
      while (at <= text.length() && matcher.find(at)) {
        if (matcher.end() > matcher.start()) {
          found.add(new Match(matcher.start(), matcher.end()));
          at = matcher.end();
        } else {
          at = matcher.end() + 1;
        }
      }
    }
    found.sort(BY_POSITION);
    return joined(found);
  }

  /**
   * Where the earliest match may begin that needs more text than there is; the length where none
   * can have begun.
   *
   * @param from nothing before it is looked at, but as context
   */
  int begunAt(CharSequence text, int from) {
    int earliest = text.length() - keywords.search(text, from, match -> true);
    for (Optional<Pattern> beginning : begun) {
      if (beginning.isEmpty()) {
        return from;
      }
      Matcher matcher = beginning.get().matcher(text);
      if (matcher.find(from)) {
        earliest = Math.min(earliest, matcher.start());
      }
    }
    return betweenCharacters(text, earliest, from);
  }

  /** Not between the halves of a character, the second of which may still be to come. */
  private static int betweenCharacters(CharSequence text, int at, int from) {
    boolean behindFirstHalf = at > from && Character.isHighSurrogate(text.charAt(at - 1));
    return behindFirstHalf ? at - 1 : at;
  }

  String mask(String text) {
    List<Match> matches = matches(text, 0);
    if (matches.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder(text.length());
    int done = 0;
    for (Match match : matches) {
      masked.append(text, done, match.start()).append(MASK);
      done = match.end();
    }
    return masked.append(text, done, text.length()).toString();
  }

  private static List<Match> joined(List<Match> sorted) {
    List<Match> joined = new ArrayList<>(sorted.size());
    for (Match match : sorted) {
      Match last = joined.isEmpty() ? new Match(-1, -1) : joined.getLast();
      if (match.start() < last.end()) {
        joined.set(joined.size() - 1, new Match(last.start(), Math.max(last.end(), match.end())));
      } else {
        joined.add(match);
      }
    }
    return joined;
  }
}
