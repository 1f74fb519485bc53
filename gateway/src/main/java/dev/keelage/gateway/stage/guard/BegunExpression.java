package dev.keelage.gateway.stage.guard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Choice;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Edge;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Node;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Repeat;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Sequence;
import dev.keelage.gateway.stage.guard.ExpressionSyntax.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a match looks like before it is whole: for an expression, another one that matches every
 * beginning of its matches, up to the end of the text. Tells how much of a stream has to be held
 * back, and no more. Where an assertion would look at what has not come yet, it is taken to hold.
 */
final class BegunExpression {
  private BegunExpression() {}

  /** Empty where the expression cannot be taken apart; then everything may be a beginning. */
  static Optional<Pattern> of(String expression) {
    try {
      return ExpressionSyntax.parse(expression)
          .map(node -> Pattern.compile("(?:" + begun(node) + ")\\z"));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static String begun(Node node) {
    return switch (node) {
      case Step(String text) -> text + "?";
      case Edge _ -> "";
      case Choice(List<Node> branches) ->
          branches.stream()
              .map(BegunExpression::begun)
              .collect(Collectors.joining("|", "(?:", ")"));
      case Repeat(Node inner, int _, int most) ->
          switch (most) {
            case 0 -> "";
            case Repeat.UNBOUNDED -> group(whole(inner)) + "*" + group(begun(inner));
            default -> "%s{0,%d}%s".formatted(group(whole(inner)), most - 1, group(begun(inner)));
          };
      case Sequence(List<Node> nodes) -> begun(nodes);
    };
  }

  /** Begun in the first, or past it and begun in the second, and so on; from the last one back. */
  private static String begun(List<Node> nodes) {
    String rest = "";
    for (Node node : nodes.reversed()) {
      rest =
          switch (node) {
            case Step _, Edge _ -> group(whole(node) + rest) + "?";
            case Choice _, Repeat _, Sequence _ ->
                group(begun(node) + "|" + group(whole(node)) + rest);
          };
    }
    return rest;
  }

  private static String whole(Node node) {
    return switch (node) {
      case Step(String text) -> text;
      case Edge(String text) -> text;
      case Choice(List<Node> branches) ->
          branches.stream()
              .map(BegunExpression::whole)
              .collect(Collectors.joining("|", "(?:", ")"));
      case Repeat(Node inner, int least, int most) ->
          most == Repeat.UNBOUNDED
              ? "%s{%d,}".formatted(group(whole(inner)), least)
              : "%s{%d,%d}".formatted(group(whole(inner)), least, most);
      case Sequence(List<Node> nodes) ->
          nodes.stream().map(BegunExpression::whole).collect(Collectors.joining());
    };
  }

  private static String group(String text) {
    return "(?:" + text + ")";
  }
}
