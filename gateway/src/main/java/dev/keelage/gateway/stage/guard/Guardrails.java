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
    this(snapshot, new GuardContext(bounds, signals), Map.of());
  }

  private Guardrails(LoadedSnapshot snapshot, GuardContext context, Map<String, Rule> known) {
    this.context = context;
    for (GuardrailEntry entry : snapshot.source().guardrails()) {
      Rule rule = known.get(entry.id());
      byId.put(entry.id(), rule != null && rule.entry().equals(entry) ? rule : Rule.of(entry));
    }
  }

  /** Those of the next snapshot: what is as it was is not compiled, and not in memory, twice. */
  public Guardrails next(LoadedSnapshot snapshot) {
    return new Guardrails(snapshot, context, byId);
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
