package dev.keelage.gateway.stage.guard;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.snapshot.GuardrailEntry.NamedPattern;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One guardrail, compiled. Everything runs on RE2 and so in time linear to the text, whatever the
 * expression.
 */
final class Rule {
  /** What stands in place of a masked match: fits into prose and into a JSON string alike. */
  static final String MASK = "[MASKED]";

  private static final Comparator<Match> BY_POSITION =
      Comparator.comparingInt(Match::start).thenComparing(Match::end, Comparator.reverseOrder());

  private final GuardrailEntry entry;
  private final List<Pattern> patterns;
  private final List<Pattern> begun;
  private final int window;

  /** Offsets into the inspected text, end exclusive. */
  record Match(int start, int end) {}

  /**
   * @param begun what matches of expressions look like before they are whole
   * @param window characters that a match without such an expression may have at most
   */
  private Rule(GuardrailEntry entry, List<Pattern> patterns, List<Pattern> begun, int window) {
    this.entry = entry;
    this.patterns = List.copyOf(patterns);
    this.begun = List.copyOf(begun);
    this.window = window;
  }

  /**
   * @throws com.google.re2j.PatternSyntaxException an expression that the compiler of resources
   *     should have refused
   */
  static Rule of(GuardrailEntry entry) {
    List<Pattern> patterns = new ArrayList<>();
    List<Pattern> begun = new ArrayList<>();
    int window = 0;
    if (!entry.keywords().isEmpty()) {
      patterns.add(keywords(entry));
      // Upper and lower case have the same length under simple folding.
      window = entry.keywords().stream().mapToInt(String::length).max().getAsInt();
    }
    for (NamedPattern named : entry.patterns()) {
      patterns.add(Pattern.compile(named.expression()));
      Optional<Pattern> beginning = BegunExpression.of(named.expression());
      beginning.ifPresent(begun::add);
      window = beginning.isPresent() ? window : Integer.MAX_VALUE;
    }
    return new Rule(entry, patterns, begun, window);
  }

  private static Pattern keywords(GuardrailEntry entry) {
    String alternatives = String.join("|", entry.keywords().stream().map(Pattern::quote).toList());
    return Pattern.compile(alternatives, entry.caseSensitive() ? 0 : Pattern.CASE_INSENSITIVE);
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

  boolean found(CharSequence text) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
  }

  /**
   * Matches in the order of their position, overlapping ones joined, empty ones left out.
   *
   * @param from no match begins before; what stands before it still counts as context
   */
  List<Match> matches(CharSequence text, int from) {
    List<Match> found = new ArrayList<>();
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
    int earliest = Math.max(from, text.length() - Math.max(0, window - 1));
    for (Pattern pattern : begun) {
      Matcher matcher = pattern.matcher(text);
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
