package dev.keelage.compiler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many steps an expression has once its counted repetitions are written out, which is how RE2/J
 * compiles them: {@code ((a{1000}){1000}){1000}} is short to write and fills any memory; and the
 * time per inspected character grows with the steps. An estimate; where the syntax is wrong, RE2/J
 * will say so.
 */
final class RegexSize {
  static final long MAX_STEPS = 2_000;

  private static final long CAP = 1L << 40;
  private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}");
  private static final Pattern CLASS =
      Pattern.compile("\\[\\^?]?(\\[:[^:\\]]*:]|\\\\.|[^\\]\\\\])*]", Pattern.DOTALL);
  private static final Pattern BRACED_ESCAPE = Pattern.compile("\\\\[xpP]\\{[^}]*}");

  private final String text;
  private final Deque<Sequence> open = new ArrayDeque<>();
  private Sequence sequence = new Sequence();
  private int at;

  /** Steps of an expression up to its last atom, and of that one, to which a repetition applies. */
  private static final class Sequence {
    private long before;
    private long last;

    void atom(long steps) {
      before = Math.min(CAP, before + last);
      last = Math.min(CAP, steps);
    }

    long steps() {
      return before + last;
    }
  }

  private RegexSize(String text) {
    this.text = text;
  }

  static long of(String expression) {
    return new RegexSize(expression).steps();
  }

  static boolean tooLarge(String expression) {
    return of(expression) > MAX_STEPS;
  }

  private long steps() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '(' -> {
          open.push(sequence);
          sequence = new Sequence();
          at++;
        }
        case ')' -> close();
        case '[' -> atom(CLASS);
        case '\\' -> escape();
        case '{' -> count();
        default -> {
          sequence.atom(1);
          at++;
        }
      }
    }
    while (!open.isEmpty()) {
      close();
    }
    return sequence.steps();
  }

  private void close() {
    at++;
    if (!open.isEmpty()) {
      long inner = sequence.steps();
      sequence = open.pop();
      sequence.atom(inner + 2);
    }
  }

  private void escape() {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at);
      int stop = end < 0 ? text.length() : end;
      sequence.atom(stop - at);
      at = end < 0 ? stop : stop + 2;
    } else {
      atom(BRACED_ESCAPE);
      at = Math.min(at, text.length());
    }
  }

  /**
   * One step for the whole match; where there is none, for one character (two after a backslash).
   */
  private void atom(Pattern whole) {
    Matcher matcher = whole.matcher(text).region(at, text.length());
    sequence.atom(1);
    at = matcher.lookingAt() ? matcher.end() : at + (text.charAt(at) == '\\' ? 2 : 1);
  }

  private void count() {
    Matcher count = COUNT.matcher(text).region(at, text.length());
    if (!count.lookingAt()) {
      sequence.atom(1);
      at++;
      return;
    }
    long least = Long.parseLong(count.group(1));
    String most = count.group(3);
    long times = most == null || most.isEmpty() ? least + 1 : Long.parseLong(most);
    sequence.last = Math.min(CAP, sequence.last * Math.max(1, times));
    at = count.end();
  }
}
