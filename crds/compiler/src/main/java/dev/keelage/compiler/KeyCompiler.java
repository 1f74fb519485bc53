package dev.keelage.compiler;

import dev.keelage.api.ModelSpec;
import dev.keelage.api.ObjectRef;
import dev.keelage.api.TeamSpec;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Limits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One virtual key, with an entry for each accepted secret. Expired and suspended keys stay in the
 * snapshot: the gateway says so to their callers, which a compiler without a clock cannot.
 */
final class KeyCompiler {
  private final Referents<TeamSpec> teams;
  private final Referents<ModelSpec> models;
  private final KeySources sources;

  /** All that is read here besides the key itself has to be part of {@link KeySurroundings}. */
  KeyCompiler(Referents<TeamSpec> teams, Referents<ModelSpec> models, KeySources sources) {
    this.teams = teams;
    this.models = models;
    this.sources = sources;
  }

  /** Whether they are served, the key's verdict says. */
  List<KeyEntry> compile(Declared<VirtualKeySpec> key) {
    VirtualKeySpec spec = key.spec();
    FieldRules.unique(key, "spec.tags", spec.tags());
    Optional<String> team = team(key);
    List<String> allowed = AllowList.of(key, spec.models(), models);
    Limits limits = CallLimitsCompiler.limits(key, spec.limits(), models);
    Optional<Instant> expiry = expiry(key);
    List<KeyEntry> entries = new ArrayList<>();
    for (KeyMaterial material : sources.of(key)) {
      entries.add(
          new KeyEntry(
              key.path(),
              material.hash(),
              material.prefix(),
              team.orElse(null),
              allowed,
              limits,
              Stream.of(expiry, material.validUntil())
                  .flatMap(Optional::stream)
                  .min(Instant::compareTo)
                  .map(Instant::toEpochMilli)
                  .orElse(null),
              spec.suspended(),
              spec.tags()));
    }
    return List.copyOf(entries);
  }

  private Optional<String> team(Declared<VirtualKeySpec> key) {
    ObjectRef ref = key.spec().teamRef();
    if (ref == null) {
      return Optional.empty();
    }
    key.verdict().refers();
    return switch (teams.follow(key.namespace(), ref)) {
      case Referents.Reference.Nowhere<TeamSpec>(Verdict.Problem problem) -> {
        leaveOut(key, problem);
        yield Optional.empty();
      }
      case Referents.Reference.To<TeamSpec>(Declared<TeamSpec> team) -> {
        if (!team.verdict().served()) {
          leaveOut(key, Referents.whyLeftOut(key.namespace(), team));
        }
        yield Optional.of(team.path());
      }
    };
  }

  private static void leaveOut(Declared<VirtualKeySpec> key, Verdict.Problem problem) {
    key.verdict()
        .leaveOut(
            new Verdict.Problem(
                problem.reason(), "the key is refused: spec.teamRef: " + problem.message()));
  }

  private static Optional<Instant> expiry(Declared<VirtualKeySpec> key) {
    try {
      return key.spec().expiry();
    } catch (DateTimeException e) {
      key.verdict()
          .invalid(
              "spec.expiresAt: \"%s\" is no date and time; write RFC 3339, like \"2027-01-31T00:00:00Z\""
                  .formatted(key.spec().expiresAt()));
      return Optional.empty();
    }
  }
}
