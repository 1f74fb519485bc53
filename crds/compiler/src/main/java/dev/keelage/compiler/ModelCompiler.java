package dev.keelage.compiler;

import dev.keelage.api.Durations;
import dev.keelage.api.ModelSpec;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.Sharing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Public model names and where they are served. A model without a usable deployment is left out,
 * but keeps its names.
 */
final class ModelCompiler {
  private final DeploymentCompiler deployments;
  private final Referents<ModelSpec> models;

  ModelCompiler(DeploymentCompiler deployments, Referents<ModelSpec> models) {
    this.deployments = deployments;
    this.models = models;
  }

  List<ModelEntry> compile(List<Declared<ModelSpec>> declared) {
    List<ModelEntry> entries = new ArrayList<>();
    ModelNames names = new ModelNames();
    for (Declared<ModelSpec> model : declared.stream().sorted(Declared.BY_AGE).toList()) {
      ModelEntry entry = entry(model);
      if (model.verdict().accepted()) {
        claim(names, model, entry.sharing());
      }
      if (entry.deployments().isEmpty()) {
        model.verdict().leaveOut();
      }
      if (model.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static void claim(ModelNames names, Declared<ModelSpec> model, Sharing sharing) {
    names
        .claim(new ModelNames.Claim(model.id(), names(model), sharing))
        .ifPresent(
            taken ->
                model
                    .verdict()
                    .conflicted(
                        "\"%s\" belongs to %s, which is older; choose another name or alias here, or share one of the two with fewer namespaces"
                            .formatted(taken.name(), taken.by())));
  }

  private static List<String> names(Declared<ModelSpec> model) {
    ModelSpec spec = model.spec();
    return Stream.concat(Stream.of(spec.modelNameOr(model.id().name())), spec.aliases().stream())
        .distinct()
        .toList();
  }

  private ModelEntry entry(Declared<ModelSpec> model) {
    ModelSpec spec = model.spec();
    check(model);
    List<String> names = names(model);
    return new ModelEntry(
        model.path(),
        names.getFirst(),
        names.subList(1, names.size()),
        deployments.compile(model),
        spec.retries().maxAttempts(),
        timeouts(model),
        switch (spec.whenUnpriced()) {
          case DENY_WHEN_BUDGETED -> ModelEntry.Unpriced.DENY_WHEN_BUDGETED;
          case DENY -> ModelEntry.Unpriced.DENY;
          case ALLOW -> ModelEntry.Unpriced.ALLOW;
        },
        models.sharing(model));
  }

  private static void check(Declared<ModelSpec> model) {
    List<ModelSpec.Deployment> deployments = model.spec().deployments();
    if (deployments.stream().allMatch(each -> each.weight() == 0)) {
      model.verdict().invalid("spec.deployments: at least one needs a weight above 0");
    }
    Set<String> names = new HashSet<>();
    List<String> repeated = new ArrayList<>();
    for (ModelSpec.Deployment deployment : deployments) {
      if (!names.add(deployment.name())) {
        repeated.add(deployment.name());
      }
    }
    if (!repeated.isEmpty()) {
      model.verdict().invalid("spec.deployments: %s is there twice".formatted(repeated.getFirst()));
    }
  }

  private static ModelEntry.Timeouts timeouts(Declared<ModelSpec> model) {
    ModelSpec.Timeouts timeouts = model.spec().timeouts();
    return new ModelEntry.Timeouts(
        millis(model, "connect", timeouts.connect()),
        millis(model, "firstToken", timeouts.firstToken()),
        millis(model, "idle", timeouts.idle()),
        millis(model, "total", timeouts.total()));
  }

  private static long millis(Declared<ModelSpec> model, String field, String text) {
    try {
      long millis = Durations.parse(text).toMillis();
      if (millis == 0) {
        throw new IllegalArgumentException("it has to be above 0");
      }
      return millis;
    } catch (IllegalArgumentException e) {
      model.verdict().invalid("spec.timeouts." + field + ": " + e.getMessage());
      return 0;
    }
  }
}
