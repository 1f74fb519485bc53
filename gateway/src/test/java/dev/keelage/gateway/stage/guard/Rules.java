package dev.keelage.gateway.stage.guard;

import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.snapshot.GuardrailEntry.NamedPattern;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.Arrays;
import java.util.List;

/** Guardrails for tests, in both directions. */
final class Rules {
  private Rules() {}

  static GuardrailEntry entry(
      String id, Action action, boolean allowUnavailable, List<String> words, String... patterns) {
    return new GuardrailEntry(
        id,
        List.of(Stage.PRE_CALL, Stage.POST_CALL),
        words,
        false,
        Arrays.stream(patterns).map(pattern -> new NamedPattern("p", pattern)).toList(),
        action,
        allowUnavailable,
        true,
        List.of(),
        List.of(),
        List.of());
  }

  static Rule masking(List<String> words, String... patterns) {
    return Rule.of(entry("ai/mask", Action.MASK, false, words, patterns));
  }

  static Rule blocking(List<String> words, String... patterns) {
    return Rule.of(entry("ai/block", Action.BLOCK, false, words, patterns));
  }
}
