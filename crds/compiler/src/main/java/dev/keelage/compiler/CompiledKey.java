package dev.keelage.compiler;

import dev.keelage.api.SecretKeyRef;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Sensitive;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One VirtualKey after its compile, before it is looked at who else has the same key.
 *
 * @param resource what it was compiled from
 * @param given what was issued for it
 * @param secret what the Secret held that it imports from; empty where it does not, or there is
 *     none
 * @param declared empty without a spec
 */
record CompiledKey(
    ObjectId id,
    VirtualKey resource,
    List<KeyMaterial> given,
    Optional<Map<String, Sensitive>> secret,
    Optional<Declared<VirtualKeySpec>> declared,
    List<KeyEntry> entries,
    List<Finding> findings) {

  static CompiledKey of(
      ObjectId id, VirtualKey resource, Resources resources, KeyCompiler compiler) {
    Verdict verdict = new Verdict();
    Optional<Declared<VirtualKeySpec>> declared = Declared.of(resource, verdict);
    List<KeyEntry> entries = declared.map(compiler::compile).orElse(List.of());
    return new CompiledKey(
        id,
        resource,
        given(id, resources),
        secret(resource, resources),
        declared,
        entries,
        verdict.findings());
  }

  /** Whether it would come out the same, as far as it depends on these. */
  boolean fits(ObjectId id, VirtualKey other, Resources resources) {
    return (resource == other || declaresTheSame(other))
        && given.equals(given(id, resources))
        && secret.equals(secret(other, resources));
  }

  private boolean declaresTheSame(VirtualKey other) {
    // Its generation is told in its status.
    return Objects.equals(
            resource.getMetadata().getGeneration(), other.getMetadata().getGeneration())
        && Objects.equals(
            resource.getMetadata().getCreationTimestamp(),
            other.getMetadata().getCreationTimestamp())
        && Objects.equals(resource.getSpec(), other.getSpec());
  }

  private static List<KeyMaterial> given(ObjectId id, Resources resources) {
    return resources.issuedKeys().getOrDefault(id, List.of());
  }

  private static Optional<Map<String, Sensitive>> secret(VirtualKey key, Resources resources) {
    SecretKeyRef ref = key.getSpec() == null ? null : key.getSpec().secretRef();
    return ref == null
        ? Optional.empty()
        : Optional.ofNullable(
            resources.secrets().get(new SecretId(key.getMetadata().getNamespace(), ref.name())));
  }

  /** Of the same resource, compiled anew, that an older VirtualKey has the same key. */
  CompiledKey conflicted(String why, Resources resources, KeyCompiler compiler) {
    CompiledKey fresh = of(id, resource, resources, compiler);
    Verdict verdict = fresh.declared().orElseThrow().verdict();
    verdict.conflicted(why);
    return new CompiledKey(
        id, resource, given, secret, fresh.declared(), fresh.entries(), verdict.findings());
  }

  boolean served() {
    return declared.map(key -> key.verdict().served()).orElse(false);
  }
}
