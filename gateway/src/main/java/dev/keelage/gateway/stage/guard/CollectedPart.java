package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.List;
import java.util.Optional;

/** Text that leaves when it is whole; beyond the bound, rules that allow it let it pass unseen. */
final class CollectedPart implements GuardedPart {
  private final List<Rule> rules;
  private final int bound;
  private final StringBuilder collected = new StringBuilder();
  private boolean passing;
  private Optional<Rejection> rejection = Optional.empty();

  CollectedPart(List<Rule> rules, GuardBounds bounds) {
    this.rules = List.copyOf(rules);
    this.bound = bounds.maxCharacters();
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
    return collected.length() > bound ? unseen() : "";
  }

  @Override
  public String end() {
    if (rejection.isPresent() || passing) {
      return "";
    }
    String text = collected.toString();
    for (Rule rule : rules) {
      if (!rule.blocks()) {
        text = WholeText.mask(rule, text);
      } else if (WholeText.found(rule, text)) {
        rejection = Optional.of(Guard.blocked(rule, Stage.POST_CALL));
        return "";
      }
    }
    return text;
  }

  @Override
  public Optional<Rejection> rejection() {
    return rejection;
  }

  private String unseen() {
    rejection =
        rules.stream()
            .filter(rule -> !rule.allowsUninspected())
            .findFirst()
            .map(rule -> new Rejection.GuardrailUnavailable(rule.id()));
    passing = rejection.isEmpty();
    return passing ? collected.toString() : "";
  }
}
