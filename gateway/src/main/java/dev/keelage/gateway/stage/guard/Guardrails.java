package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.snapshot.GuardrailEntry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The compiled rules of one snapshot. Compiled when it is loaded, not when a request comes. */
public final class Guardrails {
  private final Map<String, Rule> byId = new HashMap<>();
  private final GuardContext context;

  public Guardrails(LoadedSnapshot snapshot, GuardBounds bounds, GuardSignals signals) {
    this.context = new GuardContext(bounds, signals);
    snapshot.source().guardrails().forEach(entry -> byId.put(entry.id(), Rule.of(entry)));
  }

  /** The guardrails of the caller and of the model; empty if there are none. */
  public Optional<Guard> of(Caller caller, ServedModel model) {
    if (caller.guardrails().isEmpty() && model.guardrails().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Rule> applying = new LinkedHashMap<>();
    caller.guardrails().forEach(entry -> applying.put(entry.id(), rule(entry)));
    model.guardrails().forEach(entry -> applying.put(entry.id(), rule(entry)));
    return Optional.of(new Guard(List.copyOf(applying.values()), context));
  }

  private Rule rule(GuardrailEntry entry) {
    Rule rule = byId.get(entry.id());
    if (rule == null) {
      throw new IllegalStateException("guardrail " + entry.id() + " of another snapshot");
    }
    return rule;
  }
}
