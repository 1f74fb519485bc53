package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The guardrails that apply to one call, for both directions. Made per call from rules compiled at
 * load.
 */
public final class Guard {
  private final List<Rule> rules;
  private final GuardBounds bounds;

  Guard(List<Rule> rules, GuardBounds bounds) {
    this.rules = List.copyOf(rules);
    this.bounds = bounds;
  }

  /** Ids of the guardrails that apply, for the header that says what ran. */
  public List<String> names() {
    return rules.stream().map(Rule::id).toList();
  }

  /** Whether there is anything to do for answers: if not, they pass as bytes. */
  public boolean inspectsAnswers() {
    return rules.stream().anyMatch(rule -> rule.at(Stage.POST_CALL));
  }

  public BodyVerdict request(Dialect dialect, Buffer body) {
    return inspect(dialect, body, Stage.PRE_CALL);
  }

  public BodyVerdict reply(Dialect dialect, Buffer body) {
    return inspect(dialect, body, Stage.POST_CALL);
  }

  /** For one streamed answer. */
  public StreamGuard stream() {
    return new StreamGuard(
        rules.stream().filter(rule -> rule.at(Stage.POST_CALL)).toList(), bounds);
  }

  private BodyVerdict inspect(Dialect dialect, Buffer body, Stage stage) {
    Buffer current = body;
    for (Rule rule : rules) {
      if (rule.at(stage)) {
        BodyVerdict verdict = apply(rule, dialect, current, stage);
        switch (verdict) {
          case BodyVerdict.Refused refused -> {
            return refused;
          }
          case BodyVerdict.Masked(Buffer masked) -> current = masked;
          case BodyVerdict.Pass() -> {}
        }
      }
    }
    return current == body ? new BodyVerdict.Pass() : new BodyVerdict.Masked(current);
  }

  private BodyVerdict apply(Rule rule, Dialect dialect, Buffer body, Stage stage) {
    TextInspection inspection = new TextInspection(rule, bounds.maxCharacters());
    try {
      Buffer edited = dialect.rewriteText(body, inspection::inspect);
      if (inspection.blocked()) {
        return new BodyVerdict.Refused(blocked(rule, stage));
      }
      if (inspection.overBound() && !rule.allowsUninspected()) {
        return new BodyVerdict.Refused(new Rejection.GuardrailUnavailable(rule.id()));
      }
      return edited == body ? new BodyVerdict.Pass() : new BodyVerdict.Masked(edited);
    } catch (MalformedReply e) {
      return rule.allowsUninspected()
          ? new BodyVerdict.Pass()
          : new BodyVerdict.Refused(new Rejection.GuardrailUnavailable(rule.id()));
    }
  }

  static Rejection blocked(Rule rule, Stage stage) {
    return new Rejection.GuardrailBlocked(
        rule.id(), stage == Stage.PRE_CALL ? "PreCall" : "PostCall");
  }
}
