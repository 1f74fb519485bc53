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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Virtual keys, one entry per accepted secret. Expired and suspended keys stay in the snapshot: the
 * gateway says so to their callers, which a compiler without a clock cannot. A key that is known
 * twice belongs to the older VirtualKey.
 */
final class KeyCompiler {
  private final Referents<TeamSpec> teams;
  private final Referents<ModelSpec> models;
  private final KeySources sources;
  private final Map<String, Declared<VirtualKeySpec>> byHash = new HashMap<>();

  KeyCompiler(Referents<TeamSpec> teams, Referents<ModelSpec> models, KeySources sources) {
    this.teams = teams;
    this.models = models;
    this.sources = sources;
  }

  List<KeyEntry> compile(List<Declared<VirtualKeySpec>> declared) {
    List<KeyEntry> entries = new ArrayList<>();
    for (Declared<VirtualKeySpec> key : declared.stream().sorted(Declared.BY_AGE).toList()) {
      List<KeyEntry> own = entries(key);
      if (key.verdict().served()) {
        entries.addAll(own);
      }
    }
    return entries;
  }

  private List<KeyEntry> entries(Declared<VirtualKeySpec> key) {
    VirtualKeySpec spec = key.spec();
    Optional<String> team = team(key);
    List<String> allowed = AllowList.of(key, spec.models(), models);
    Limits limits = CallLimitsCompiler.limits(key, spec.limits(), models);
    Optional<Instant> expiry = expiry(key);
    List<KeyEntry> entries = new ArrayList<>();
    for (KeyMaterial material : sources.of(key)) {
      claim(key, material);
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
              spec.suspended()));
    }
    return entries;
  }

  private void claim(Declared<VirtualKeySpec> key, KeyMaterial material) {
    Declared<VirtualKeySpec> holder = byHash.putIfAbsent(material.hash(), key);
    if (holder == null || holder == key) {
      return;
    }
    // Who holds the same key is nobody's business in another namespace.
    String who =
        holder.namespace().equals(key.namespace())
            ? holder.id().toString()
            : "a VirtualKey of another namespace";
    key.verdict()
        .conflicted(who + " is older and has the same key; give each VirtualKey a key of its own");
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
