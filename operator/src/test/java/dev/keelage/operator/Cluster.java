package dev.keelage.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.testkit.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The API server of all tests, with the kinds in it; and the rules that the chart grants. */
final class Cluster {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Path CHARTS = charts();

  static final ControlPlane PLANE = withKinds();
  static final KubernetesClient ADMIN = client(PLANE.admin());

  private Cluster() {}

  /** A client that reads as the packaged operator does. */
  static KubernetesClient client(Config config) {
    ObjectMapper mapper = new ObjectMapper();
    new NewerKinds().customize(mapper);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
        .build();
  }

  /** A namespace nobody else has. */
  static String namespace(String purpose) {
    String name = purpose + "-" + NAMES.incrementAndGet();
    PLANE.kubectl("create", "namespace", name);
    return name;
  }

  /** Creates the operator's account with what the chart's operator-rbac.yaml binds to it. */
  static void grantOperator(String namespace, Iterable<String> watched) {
    PLANE.kubectl("create", "serviceaccount", "keelage-operator", "-n", namespace);
    grant("Role", namespace, "own", rules("operator-own-namespace.yaml"), namespace);
    boolean everywhere = !watched.iterator().hasNext();
    if (everywhere) {
      String labels = "- {apiGroups: [''], resources: [namespaces], verbs: [get, list, watch]}\n";
      String all = labels + rules("operator-resources.yaml");
      grant("ClusterRole", "", namespace, all, namespace);
    } else {
      String names = String.join(", ", watched);
      String labels =
          "- {apiGroups: [''], resources: [namespaces], resourceNames: [%s], verbs: [get, list, watch]}\n"
              .formatted(names);
      grant("ClusterRole", "", namespace, labels, namespace);
      watched.forEach(
          each -> grant("Role", each, namespace, rules("operator-resources.yaml"), namespace));
    }
  }

  /** What it may do besides with the chart's ledgerApi.enabled. */
  static void grantLedgerApi(String namespace) {
    grant("ClusterRole", "", namespace + "-ledger", rules("operator-ledger-api.yaml"), namespace);
  }

  static void grantGateway(String namespace) {
    PLANE.kubectl("create", "serviceaccount", "keelage-gateway", "-n", namespace);
    PLANE.apply(
        binding("Role", namespace, "gateway", rules("gateway.yaml"), namespace, "keelage-gateway"));
  }

  private static void grant(
      String kind, String namespace, String name, String rules, String accountNamespace) {
    PLANE.apply(binding(kind, namespace, name, rules, accountNamespace, "keelage-operator"));
  }

  private static String binding(
      String kind,
      String namespace,
      String name,
      String rules,
      String accountNamespace,
      String account) {
    String place = namespace.isEmpty() ? "" : "\n  namespace: " + namespace;
    return """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %1$s
        metadata:
          name: %2$s%3$s
        rules:
        %4$s
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %1$sBinding
        metadata:
          name: %2$s%3$s
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %1$s, name: %2$s}
        subjects: [{kind: ServiceAccount, name: %6$s, namespace: %5$s}]
        """
        .formatted(kind, name, place, rules, accountNamespace, account);
  }

  private static String rules(String file) {
    try {
      return Files.readString(CHARTS.resolve("keelage/rbac").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ControlPlane withKinds() {
    ControlPlane plane = ControlPlane.shared();
    String kinds = CHARTS.resolve("keelage-crds/templates").toString();
    plane.kubectl("apply", "--server-side", "-f", kinds);
    plane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    return plane;
  }

  private static Path charts() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve("charts"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow();
  }
}
