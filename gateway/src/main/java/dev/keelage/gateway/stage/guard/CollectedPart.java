package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.stage.guard.GuardSignals.What;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Text that leaves when it is whole; beyond the bound, rules that allow it let it pass unseen. */
final class CollectedPart implements GuardedPart {
  private final List<Rule> rules;
  private final GuardContext context;
  private final BiFunction<Rule, String, String> mask;
  private final StringBuilder collected = new StringBuilder();
  private boolean passing;
  private Optional<Rejection> rejection = Optional.empty();

  private CollectedPart(
      List<Rule> rules, GuardContext context, BiFunction<Rule, String, String> mask) {
    this.rules = List.copyOf(rules);
    this.context = context;
    this.mask = mask;
  }

  /** Of a text in which anything may be masked. */
  static CollectedPart of(List<Rule> rules, GuardContext context) {
    return new CollectedPart(rules, context, WholeText::mask);
  }

  /** Of a JSON text of which only the strings are masked: it stays well-formed. */
  static CollectedPart ofStrings(List<Rule> rules, GuardContext context) {
    return new CollectedPart(rules, context, WholeText::maskStrings);
  }

  @Override
  public String offer(String piece) {
    if (rejection.isPresent()) {
      return "";
    }
    if (passing) {
      return piece;
    }
    collected.append(piece);
    return collected.length() > context.bounds().maxCharacters() ? unseen() : "";
  }

  @Override
  public String end() {
    if (rejection.isPresent() || passing) {
      return "";
    }
    String text = collected.toString();
    for (Rule rule : rules) {
      if (!rule.blocks()) {
        text = masked(rule, text);
      } else if (WholeText.found(rule, text)) {
        rejection = Optional.of(Guard.blocked(rule, Stage.POST_CALL, context.signals()));
        return "";
      }
    }
    return text;
  }

  @Override
  public Optional<Rejection> rejection() {
    return rejection;
  }

  private String masked(Rule rule, String text) {
    String after = mask.apply(rule, text);
    if (!after.equals(text)) {
      context.signals().acted(rule.id(), Stage.POST_CALL, What.MASKED);
    }
    return after;
  }

  private String unseen() {
    rejection =
        rules.stream()
            .flatMap(rule -> Guard.unseen(rule, Stage.POST_CALL, context.signals()).stream())
            .findFirst();
    passing = rejection.isEmpty();
    return passing ? collected.toString() : "";
  }
}
