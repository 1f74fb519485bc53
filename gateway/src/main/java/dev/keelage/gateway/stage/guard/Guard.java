package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.stage.guard.GuardSignals.What;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * The guardrails that apply to one call, for both directions. Made per call from rules compiled at
 * load.
 */
public final class Guard {
  /** Some milliseconds. */
  private static final long STEPS_AT_ONCE = 1_000_000;

  private final List<Rule> rules;
  private final GuardContext context;

  Guard(List<Rule> rules, GuardContext context) {
    this.rules = List.copyOf(rules);
    this.context = context;
  }

  /** Ids of the guardrails that apply, for the header that says what ran. */
  public List<String> names() {
    return rules.stream().map(Rule::id).toList();
  }

  /** Whether there is anything to do for answers: if not, they pass as bytes. */
  public boolean inspectsAnswers() {
    return rules.stream().anyMatch(rule -> rule.at(Stage.POST_CALL));
  }

  /**
   * What becomes of a call before it is sent: one rule after the other, each on what the one before
   * it left.
   */
  public BodyVerdict request(Dialect dialect, Buffer body) {
    return inspect(dialect, body, Stage.PRE_CALL);
  }

  /** The same of a whole answer, in the dialect that it is given to the caller in. */
  public BodyVerdict reply(Dialect dialect, Buffer body) {
    return inspect(dialect, body, Stage.POST_CALL);
  }

  /** For one streamed answer that is written anew. */
  public StreamGuard stream() {
    return new StreamGuard(forAnswers(), context);
  }

  /** For one streamed answer that passes as it came. */
  public PieceGuard pieces() {
    return new PieceGuard(forAnswers(), context);
  }

  private List<Rule> forAnswers() {
    return rules.stream().filter(rule -> rule.at(Stage.POST_CALL)).toList();
  }

  /** Whether inspecting a body of this length takes so long that an event loop should not do it. */
  public boolean slow(int bodyBytes) {
    long steps = rules.stream().mapToLong(Rule::stepsPerCharacter).sum();
    return Math.min(bodyBytes, (long) context.bounds().maxCharacters()) * steps > STEPS_AT_ONCE;
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
    TextInspection inspection = new TextInspection(rule, context.bounds().maxCharacters());
    try {
      Buffer edited = dialect.rewriteText(body, inspection::inspect);
      if (inspection.blocked()) {
        return new BodyVerdict.Refused(blocked(rule, stage, context.signals()));
      }
      if (inspection.overBound()) {
        Optional<Rejection> refusal = unseen(rule, stage, context.signals());
        if (refusal.isPresent()) {
          return new BodyVerdict.Refused(refusal.get());
        }
      }
      if (edited == body) {
        return new BodyVerdict.Pass();
      }
      context.signals().acted(rule.id(), stage, What.MASKED);
      return new BodyVerdict.Masked(edited);
    } catch (MalformedReply e) {
      return unseen(rule, stage, context.signals())
          .<BodyVerdict>map(BodyVerdict.Refused::new)
          .orElseGet(BodyVerdict.Pass::new);
    }
  }

  static Rejection blocked(Rule rule, Stage stage, GuardSignals signals) {
    signals.acted(rule.id(), stage, What.BLOCKED);
    return new Rejection.GuardrailBlocked(
        rule.id(), stage == Stage.PRE_CALL ? "PreCall" : "PostCall");
  }

  /** What cannot be inspected is refused, unless the guardrail lets it pass. */
  static Optional<Rejection> unseen(Rule rule, Stage stage, GuardSignals signals) {
    boolean passes = rule.allowsUninspected();
    signals.acted(rule.id(), stage, passes ? What.PASSED_UNSEEN : What.REFUSED_UNSEEN);
    return passes ? Optional.empty() : Optional.of(new Rejection.GuardrailUnavailable(rule.id()));
  }
}
