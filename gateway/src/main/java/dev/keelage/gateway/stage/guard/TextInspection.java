package dev.keelage.gateway.stage.guard;

/** One rule over all texts of one body, up to a bound. */
final class TextInspection {
  private final Rule rule;
  private long left;
  private boolean blocked;
  private boolean overBound;

  TextInspection(Rule rule, int maxCharacters) {
    this.rule = rule;
    this.left = maxCharacters;
  }

  /** The text, or what shall stand instead. */
  String inspect(String text) {
    left -= text.length();
    if (left < 0) {
      overBound = true;
      return text;
    }
    if (!rule.blocks()) {
      return WholeText.mask(rule, text);
    }
    blocked = blocked || WholeText.found(rule, text);
    return text;
  }

  boolean blocked() {
    return blocked;
  }

  boolean overBound() {
    return overBound;
  }
}
