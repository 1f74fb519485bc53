package dev.keelage.gateway.stage.guard;

import dev.keelage.snapshot.GuardrailEntry.Stage;

/** What is worth counting about guardrails. Called on any thread: quick, and never throwing. */
@FunctionalInterface
public interface GuardSignals {
  /** Counts nothing. */
  GuardSignals NONE = (guardrail, stage, what) -> {};

  /** A guardrail did something to a body or to a stream. */
  void acted(String guardrail, Stage stage, What what);

  /** What guardrails do. */
  enum What {
    BLOCKED,
    MASKED,
    /** It could not inspect, and so refused. */
    REFUSED_UNSEEN,
    /** It could not inspect, and let pass, as its resource says. */
    PASSED_UNSEEN
  }
}
