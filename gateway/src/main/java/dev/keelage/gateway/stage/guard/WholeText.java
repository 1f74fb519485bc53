package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.dialect.json.TextEdits;
import io.vertx.core.buffer.Buffer;
import java.util.function.UnaryOperator;

/**
 * A text that is there as a whole, under one rule: as it stands and, where it is JSON itself (the
 * arguments of a tool), in the strings inside it, so that an escape hides nothing.
 */
final class WholeText {
  private WholeText() {}

  static boolean found(Rule rule, String text) {
    boolean[] inside = {false};
    inside(
        text,
        string -> {
          inside[0] = inside[0] || rule.found(string);
          return string;
        });
    return inside[0] || rule.found(text);
  }

  static String mask(Rule rule, String text) {
    return rule.mask(inside(text, rule::mask));
  }

  /** Only in the strings of a JSON text. */
  static String maskStrings(Rule rule, String json) {
    return inside(json, rule::mask);
  }

  private static String inside(String text, UnaryOperator<String> edit) {
    if (!looksLikeJson(text)) {
      return text;
    }
    Buffer body = Buffer.buffer(text);
    try {
      Buffer edited = TextEdits.apply(body, Names.of(), Names.of(), edit);
      return edited == body ? text : edited.toString();
    } catch (InvalidJson e) {
      return text;
    }
  }

  private static boolean looksLikeJson(String text) {
    String trimmed = text.stripLeading();
    return trimmed.startsWith("{") || trimmed.startsWith("[");
  }
}
