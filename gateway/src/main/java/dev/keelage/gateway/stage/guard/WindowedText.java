package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.stage.guard.Rule.Match;
import java.util.List;

/**
 * One text that arrives in pieces and leaves inspected. Its end is held back from where a match may
 * have begun that is not whole yet, or could still grow. What leaves is what masking the whole text
 * would have given.
 */
final class WindowedText {
  private static final int SHORT = 512;

  private final Rule rule;
  private final int bound;
  private final StringBuilder held = new StringBuilder();
  // What has left already but still stands at the beginning of `held`, as context for \b and ^.
  private int context;
  // A long beginning is looked at again only when it has grown by a quarter: linear work in all.
  private int nextLook;

  /** What a piece led to. */
  sealed interface Step {
    /**
     * @param text may be empty
     * @param masked something in it was
     */
    record Leaves(String text, boolean masked) implements Step {}

    record Blocked() implements Step {}

    /**
     * More is held back than the bound allows: a match grows without end.
     *
     * @param text what leaves all the same, in front of what is held back
     */
    record Unbounded(String text) implements Step {}
  }

  /**
   * @param bound characters held back at most
   */
  WindowedText(Rule rule, int bound) {
    this.rule = rule;
    this.bound = bound;
  }

  Step offer(String piece) {
    held.append(piece);
    boolean due = held.length() >= nextLook || held.length() > bound;
    Step step = due ? look() : new Step.Leaves("", false);
    return step instanceof Step.Leaves(String text, boolean _) && held.length() - context > bound
        ? new Step.Unbounded(text)
        : step;
  }

  private Step look() {
    List<Match> matches = rule.matches(held, context);
    // A match that touches the end may still turn out to be none: its next character decides.
    if (rule.blocks() && matches.stream().anyMatch(match -> match.end() < held.length())) {
      return new Step.Blocked();
    }
    Step left = release(matches, safeEnd(matches));
    nextLook = held.length() < SHORT ? 0 : held.length() + held.length() / 4;
    return left;
  }

  /** The text is over: everything leaves. */
  Step end() {
    List<Match> matches = rule.matches(held, context);
    if (rule.blocks() && !matches.isEmpty()) {
      return new Step.Blocked();
    }
    Step last = release(matches, held.length());
    held.setLength(0);
    context = 0;
    return last;
  }

  /** What is held back, as it came; for a rule that gives up. */
  String held() {
    return held.substring(context);
  }

  private int safeEnd(List<Match> matches) {
    int safe = rule.begunAt(held, context);
    for (Match match : matches) {
      // A match is released whole, and only once what follows can no longer change it.
      if (match.end() == held.length() || (match.start() < safe && match.end() > safe)) {
        safe = Math.min(safe, match.start());
      }
    }
    return safe;
  }

  private Step release(List<Match> matches, int safe) {
    StringBuilder out = new StringBuilder(safe - context);
    int done = context;
    boolean masked = false;
    for (Match match : matches) {
      if (match.end() <= safe) {
        out.append(held, done, match.start()).append(Rule.MASK);
        done = match.end();
        masked = true;
      }
    }
    out.append(held, done, safe);
    // One character stays as context for what decides by its neighbour.
    int keep = Math.min(safe, 1);
    held.delete(0, safe - keep);
    context = keep;
    return new Step.Leaves(out.toString(), masked);
  }
}
