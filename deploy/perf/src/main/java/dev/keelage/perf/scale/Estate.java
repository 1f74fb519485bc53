package dev.keelage.perf.scale;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * A large platform as resources: each namespace is a tenant with a provider, models, teams and
 * keys.
 *
 * @param namespaces tenants
 * @param modelsEach per tenant
 * @param teamsEach per tenant
 * @param keysEach per tenant, spread over its teams
 */
public record Estate(int namespaces, int modelsEach, int teamsEach, int keysEach) {
  /** 1,000 models, 200 teams and 10,000 keys. */
  public static final Estate FULL = ofTenants(20);

  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %s}
      """;
  private static final String SECRET =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: %s, namespace: %s}
      stringData: {api-key: "%s"}
      """;
  private static final String PROVIDER =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: vendor, namespace: %s}
      spec:
        type: OpenAI
        baseUrl: http://127.0.0.1:9/v1
        auth: {apiKey: {secretKeyRef: {name: vendor, key: api-key}}}
      """;
  private static final String MODEL =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Model
      metadata: {name: model-%d, namespace: %s}
      spec:
        deployments:
          - name: vendor
            providerRef: {name: vendor}
            model: upstream-%d
            pricing: {inputPerMillionTokens: "2.50", outputPerMillionTokens: "10.00"}
      """;
  private static final String TEAM =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Team
      metadata: {name: team-%d, namespace: %s}
      spec:
        limits: {requestsPerMinute: 600, tokensPerMinute: 200000, concurrentRequests: 50}
      """;
  private static final String KEY =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: key-%d, namespace: %s}
      spec:
        teamRef: {name: team-%d}
        limits: {requestsPerMinute: 60}
      """;
  private static final String PROBE =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: probe, namespace: %s}
      spec:
        secretRef: {name: probe, key: api-key}
      """;

  static Estate ofTenants(int count) {
    return new Estate(count, 50, 10, 500);
  }

  /** The tenant that is looked at. */
  public String probed() {
    return namespace(0);
  }

  /** What is applied before the operator starts, in an order that works. */
  public List<List<HasMetadata>> waves(String probeKey) {
    List<HasMetadata> spaces = new ArrayList<>();
    List<HasMetadata> objects = new ArrayList<>();
    for (int i = 0; i < namespaces; i++) {
      String namespace = namespace(i);
      spaces.add(object(NAMESPACE, namespace));
      objects.add(object(SECRET, "vendor", namespace, "sk-scale"));
      objects.add(object(PROVIDER, namespace));
      for (int model = 0; model < modelsEach; model++) {
        objects.add(object(MODEL, model, namespace, model));
      }
      for (int team = 0; team < teamsEach; team++) {
        objects.add(object(TEAM, team, namespace));
      }
      for (int key = 0; key < keysEach; key++) {
        objects.add(object(KEY, key, namespace, key % teamsEach));
      }
    }
    objects.add(object(SECRET, "probe", probed(), probeKey));
    objects.add(object(PROBE, probed()));
    return List.of(spaces, objects);
  }

  public int models() {
    return namespaces * modelsEach;
  }

  public int teams() {
    return namespaces * teamsEach;
  }

  /** Without the probe's own. */
  public int keys() {
    return namespaces * keysEach;
  }

  private static String namespace(int i) {
    return "tenant-%02d".formatted(i);
  }

  private static HasMetadata object(String template, Object... values) {
    return (HasMetadata) Serialization.unmarshal(template.formatted(values));
  }
}
