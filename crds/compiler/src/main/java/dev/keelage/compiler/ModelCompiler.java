package dev.keelage.compiler;

import dev.keelage.api.Durations;
import dev.keelage.api.ModelSpec;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.Sharing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Public model names and where they are served. A model that cannot be served stays known, be it
 * for want of a usable deployment or because it is not accepted: callers hear that it cannot be
 * served now, and not that it does not exist. One that is not accepted keeps its names from no
 * other.
 */
final class ModelCompiler {
  private static final Duration LONGEST_CONNECT = Duration.ofMinutes(5);
  private static final Duration LONGEST_TOTAL = Duration.ofHours(24);

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
      entries.add(model.verdict().accepted() ? entry : leftOut(entry, model.verdict()));
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
          case ALLOW, ALLOW_AT_DEFAULT_PRICE -> ModelEntry.Unpriced.ALLOW;
        },
        models.sharing(model));
  }

  private static ModelEntry leftOut(ModelEntry entry, Verdict verdict) {
    return new ModelEntry(
        entry.id(),
        entry.modelName(),
        entry.aliases(),
        List.of(),
        entry.maxAttempts(),
        entry.timeouts(),
        entry.whenUnpriced(),
        entry.sharing(),
        verdict.valid() ? ModelEntry.LeftOut.CONFLICTED : ModelEntry.LeftOut.INVALID);
  }

  private static void check(Declared<ModelSpec> model) {
    ModelSpec spec = model.spec();
    if (spec.deployments().stream().allMatch(each -> each.weight() == 0)) {
      model.verdict().invalid("spec.deployments: at least one needs a weight above 0");
    }
    if ((spec.defaultPrice() != null)
        != (spec.whenUnpriced() == ModelSpec.WhenUnpriced.ALLOW_AT_DEFAULT_PRICE)) {
      model
          .verdict()
          .invalid(
              "spec.defaultPrice belongs to whenUnpriced: AllowAtDefaultPrice, which needs it");
    }
    FieldRules.unique(model, "spec.deployments", spec.deployments(), ModelSpec.Deployment::name);
    FieldRules.unique(model, "spec.aliases", spec.aliases());
    if (spec.modelName() != null && spec.aliases().contains(spec.modelName())) {
      model.verdict().invalid("spec.aliases repeats modelName");
    }
  }

  private static ModelEntry.Timeouts timeouts(Declared<ModelSpec> model) {
    ModelSpec.Timeouts timeouts = model.spec().timeouts();
    Duration connect = duration(model, "connect", timeouts.connect());
    Duration firstToken = duration(model, "firstToken", timeouts.firstToken());
    Duration idle = duration(model, "idle", timeouts.idle());
    Duration total = duration(model, "total", timeouts.total());
    FieldRules.atMost(model, "spec.timeouts.connect", connect, LONGEST_CONNECT, "5m");
    FieldRules.atMost(model, "spec.timeouts.total", total, LONGEST_TOTAL, "24h");
    FieldRules.atMost(model, "spec.timeouts.firstToken", firstToken, total, "total");
    FieldRules.atMost(model, "spec.timeouts.idle", idle, total, "total");
    return new ModelEntry.Timeouts(
        connect.toMillis(), firstToken.toMillis(), idle.toMillis(), total.toMillis());
  }

  private static Duration duration(Declared<ModelSpec> model, String field, String text) {
    try {
      Duration duration = Durations.parse(text);
      if (duration.isZero()) {
        throw new IllegalArgumentException("it has to be above 0");
      }
      return duration;
    } catch (IllegalArgumentException e) {
      model.verdict().invalid("spec.timeouts." + field + ": " + e.getMessage());
      return Duration.ZERO;
    }
  }
}
