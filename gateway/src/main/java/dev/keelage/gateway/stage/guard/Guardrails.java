package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.snapshot.GuardrailEntry;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The compiled rules of one snapshot. Compiled when it is loaded, not when a request comes. */
public final class Guardrails {
  private final Map<GuardrailEntry, Rule> rules = new HashMap<>();
  private final GuardBounds bounds;

  public Guardrails(LoadedSnapshot snapshot, GuardBounds bounds) {
    this.bounds = bounds;
    snapshot.source().guardrails().forEach(entry -> rules.put(entry, Rule.of(entry)));
  }

  /** The guardrails of the caller and of the model; empty if there are none. */
  public Optional<Guard> of(Caller caller, ServedModel model) {
    if (caller.guardrails().isEmpty() && model.guardrails().isEmpty()) {
      return Optional.empty();
    }
    Set<GuardrailEntry> applying = new LinkedHashSet<>(caller.guardrails());
    applying.addAll(model.guardrails());
    return Optional.of(new Guard(applying.stream().map(this::rule).toList(), bounds));
  }

  private Rule rule(GuardrailEntry entry) {
    Rule rule = rules.get(entry);
    return rule == null ? Rule.of(entry) : rule;
  }
}
