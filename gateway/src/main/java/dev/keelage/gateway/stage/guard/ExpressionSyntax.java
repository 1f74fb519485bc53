package dev.keelage.gateway.stage.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The structure of an RE2 expression (https://github.com/google/re2/wiki/Syntax), as far as it
 * decides where matches begin and end: captures, greed and names are forgotten, and flags stand
 * with each step that they apply to. Only for expressions that RE2/J accepts.
 */
final class ExpressionSyntax {
  /** Part of an expression. */
  sealed interface Node {}

  /** Takes one character. */
  record Step(String text) implements Node {}

  /** Takes none. */
  record Edge(String text) implements Node {}

  record Sequence(List<Node> nodes) implements Node {}

  record Choice(List<Node> branches) implements Node {}

  /**
   * @param most may be {@link #UNBOUNDED}
   */
  record Repeat(Node inner, int least, int most) implements Node {
    static final int UNBOUNDED = -1;
  }

  private static final Pattern FLAGS = Pattern.compile("\\(\\?([imsU]*)(?:-([imsU]+))?([:)])");
  private static final Pattern GROUP = Pattern.compile("\\((?:\\?P?<[A-Za-z0-9_]+>)?");
  private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,4})(,([0-9]{0,4}))?}\\??");
  private static final Pattern CLASS =
      Pattern.compile(
          "\\[\\^?\\]?(?:\\[:\\^?[a-z]+:\\]|\\\\[pP]\\{[^}]*\\}|\\\\x\\{[^}]*\\}|\\\\.|[^\\]\\\\])*\\]",
          Pattern.DOTALL);
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:[pP](?:\\{[^}]*\\}|.)|x(?:\\{[^}]*\\}|..)|[0-7]{1,3}|.)", Pattern.DOTALL);

  private final String text;
  private int at;
  private String flags = "";

  private ExpressionSyntax(String text) {
    this.text = text;
  }

  /** Empty where something is met that is not known. */
  static Optional<Node> parse(String expression) {
    try {
      ExpressionSyntax syntax = new ExpressionSyntax(expression);
      Node node = syntax.choice();
      return syntax.at == expression.length() ? Optional.of(node) : Optional.empty();
    } catch (Unknown e) {
      return Optional.empty();
    }
  }

  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Node choice() {
    List<Node> branches = new ArrayList<>();
    branches.add(sequence());
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      branches.add(sequence());
    }
    return branches.size() == 1 ? branches.getFirst() : new Choice(branches);
  }

  private Node sequence() {
    List<Node> nodes = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      switch (text.charAt(at)) {
        case '(' -> group(nodes);
        case '[' -> nodes.add(new Step(flagged(taken(CLASS))));
        case '\\' -> escape(nodes);
        case '^', '$' -> nodes.add(new Edge(flagged(Character.toString(text.charAt(at++)))));
        case '*' -> repeat(nodes, 0, Repeat.UNBOUNDED, 1);
        case '+' -> repeat(nodes, 1, Repeat.UNBOUNDED, 1);
        case '?' -> repeat(nodes, 0, 1, 1);
        case '{' -> count(nodes);
        case '.' -> {
          at++;
          nodes.add(new Step(flagged(".")));
        }
        default -> nodes.add(literal());
      }
    }
    return new Sequence(nodes);
  }

  private void group(List<Node> nodes) {
    Matcher flagged = at(FLAGS);
    if (flagged.lookingAt()) {
      at = flagged.end();
      String outer = flags;
      flags = changed(flagged.group(1), flagged.group(2));
      if (flagged.group(3).equals(")")) {
        return; // to the end of the group around it
      }
      nodes.add(closed(outer));
      return;
    }
    Matcher group = at(GROUP);
    if (!group.lookingAt()) {
      throw new Unknown();
    }
    at = group.end();
    if (at < text.length() && text.charAt(at) == '?') {
      throw new Unknown();
    }
    nodes.add(closed(flags));
  }

  private Node closed(String flagsAfter) {
    Node inner = choice();
    if (at >= text.length()) {
      throw new Unknown();
    }
    at++;
    flags = flagsAfter;
    return inner;
  }

  private String changed(String on, String off) {
    StringBuilder now = new StringBuilder();
    for (char flag : new char[] {'i', 'm', 's'}) {
      boolean set = on.indexOf(flag) >= 0 || flags.indexOf(flag) >= 0;
      if (set && (off == null || off.indexOf(flag) < 0)) {
        now.append(flag);
      }
    }
    return now.toString();
  }

  private void escape(List<Node> nodes) {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at);
      String quoted = text.substring(at + 2, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 2;
      quoted.codePoints().forEach(point -> nodes.add(new Step(flagged(quote(point)))));
      return;
    }
    String escape = taken(ESCAPE);
    switch (escape) {
      case "\\A", "\\z", "\\b", "\\B" -> nodes.add(new Edge(flagged(escape)));
      case "\\C", "\\E" -> throw new Unknown();
      // In a group of its own: digits that follow are no part of an octal number.
      default -> nodes.add(new Step(flagged("(?:" + escape + ")")));
    }
  }

  private void count(List<Node> nodes) {
    Matcher count = at(COUNT);
    if (!count.lookingAt()) {
      nodes.add(literal());
      return;
    }
    int least = Integer.parseInt(count.group(1));
    String most = count.group(3);
    int bound =
        count.group(2) == null ? least : most.isEmpty() ? Repeat.UNBOUNDED : Integer.parseInt(most);
    at = count.end();
    last(nodes, least, bound);
  }

  private void repeat(List<Node> nodes, int least, int most, int length) {
    at += length;
    if (at < text.length() && text.charAt(at) == '?') {
      at++;
    }
    last(nodes, least, most);
  }

  private static void last(List<Node> nodes, int least, int most) {
    if (nodes.isEmpty()) {
      throw new Unknown();
    }
    nodes.add(new Repeat(nodes.removeLast(), least, most));
  }

  private Node literal() {
    int point = text.codePointAt(at);
    at += Character.charCount(point);
    return new Step(flagged(quote(point)));
  }

  private String taken(Pattern pattern) {
    Matcher matcher = at(pattern);
    if (!matcher.lookingAt()) {
      throw new Unknown();
    }
    at = matcher.end();
    return matcher.group();
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length());
  }

  private String flagged(String step) {
    return flags.isEmpty() ? step : "(?" + flags + ":" + step + ")";
  }

  private static String quote(int point) {
    return com.google.re2j.Pattern.quote(Character.toString(point));
  }
}
