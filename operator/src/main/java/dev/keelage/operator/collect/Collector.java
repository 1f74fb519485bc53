package dev.keelage.operator.collect;

import dev.keelage.api.Budget;
import dev.keelage.api.Guardrail;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.CompilerSettings;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.Resources;
import dev.keelage.compiler.SecretId;
import dev.keelage.snapshot.Sensitive;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads all caches at one moment. */
public final class Collector {
  private final ResourceCaches caches;
  private final ClusterInformers cluster;
  private final CompilerSettings settings;
  private volatile Set<SecretId> referenced = Set.of();

  public Collector(ResourceCaches caches, ClusterInformers cluster, CompilerSettings settings) {
    this.caches = caches;
    this.cluster = cluster;
    this.settings = settings;
  }

  /**
   * Those that somebody deleted are refused from then on, however long a finalizer that others put
   * there keeps the object: who deletes a key wants it to end. What only serves, or limits, goes on
   * until it is gone.
   */
  private List<VirtualKey> virtualKeys() {
    return caches.list(VirtualKey.class).stream()
        .filter(key -> !key.isMarkedForDeletion())
        .toList();
  }

  /**
   * @param issued what the operator issued for a VirtualKey and still accepts; empty for those that
   *     bring their own
   */
  public Resources collect(Function<VirtualKey, List<KeyMaterial>> issued) {
    List<Provider> providers = caches.list(Provider.class);
    List<VirtualKey> keys = virtualKeys();
    Map<ObjectId, List<KeyMaterial>> material = new HashMap<>();
    keys.forEach(key -> material.put(ObjectId.of(key), issued.apply(key)));
    material.values().removeIf(List::isEmpty);
    // Said before it is read: a Secret that changes meanwhile is a change then.
    Set<SecretId> wanted = References.secrets(providers, keys);
    referenced = wanted;
    return new Resources(
        providers,
        caches.list(Model.class),
        caches.list(Team.class),
        keys,
        caches.list(Budget.class),
        caches.list(Guardrail.class),
        namespaceLabels(),
        values(wanted),
        material,
        settings);
  }

  /** Whether the last {@link #collect} read this Secret, or would have, had it been there. */
  public boolean refersTo(Secret secret) {
    return referenced.contains(
        new SecretId(secret.getMetadata().getNamespace(), secret.getMetadata().getName()));
  }

  private Map<String, Map<String, String>> namespaceLabels() {
    Map<String, Map<String, String>> labels = new HashMap<>();
    for (Namespace namespace : cluster.namespaces()) {
      labels.put(
          namespace.getMetadata().getName(),
          Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of()));
    }
    return labels;
  }

  private Map<SecretId, Map<String, Sensitive>> values(Set<SecretId> wanted) {
    Map<SecretId, Map<String, Sensitive>> found = new HashMap<>();
    for (SecretId id : wanted) {
      cluster.secret(id.namespace(), id.name()).ifPresent(each -> found.put(id, decode(each)));
    }
    return found;
  }

  private static Map<String, Sensitive> decode(Secret secret) {
    Map<String, Sensitive> values = new HashMap<>();
    Optional.ofNullable(secret.getData())
        .orElse(Map.of())
        .forEach((key, data) -> values.put(key, new Sensitive(text(data))));
    return values;
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
