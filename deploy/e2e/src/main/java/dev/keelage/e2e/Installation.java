package dev.keelage.e2e;

import dev.keelage.testkit.ControlPlane;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What {@code helm install} puts into a cluster besides pods: the kinds, the namespace, the
 * ServiceAccounts and exactly the rules that the chart grants them.
 */
final class Installation {
  /** Where operator and gateways live. */
  static final String NAMESPACE = "keelage";

  private static final String OPERATOR = "keelage-operator";
  private static final String GATEWAY = "keelage-gateway";

  private static final String NAMESPACE_LABELS =
      "- {apiGroups: [''], resources: [namespaces], verbs: [get, list, watch]}\n";

  private final ControlPlane cluster;

  /** By ServiceAccount; asked for once, as a pod that is started again finds its token there. */
  private final Map<String, Path> access = new ConcurrentHashMap<>();

  private Installation(ControlPlane cluster) {
    this.cluster = cluster;
  }

  /**
   * Prepares a new cluster.
   *
   * @param ledgerApi whether the operator may ask who somebody is, and what they may know
   */
  static Installation into(ControlPlane cluster, boolean ledgerApi) {
    cluster.kubectl(
        "apply", "--server-side", "-f", SourceTree.at("charts/keelage-crds/templates").toString());
    cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    cluster.kubectl("create", "namespace", NAMESPACE);
    var installation = new Installation(cluster);
    installation.grant("Role", GATEWAY, rules("gateway.yaml"));
    installation.grant("Role", OPERATOR, rules("operator-own-namespace.yaml"));
    installation.grant(
        "ClusterRole",
        OPERATOR,
        NAMESPACE_LABELS
            + rules("operator-resources.yaml")
            + (ledgerApi ? rules("operator-ledger-api.yaml") : ""));
    return installation;
  }

  /** A kubeconfig of the operator's ServiceAccount. */
  Path operatorAccess() {
    return access(OPERATOR);
  }

  /** A kubeconfig of the gateways' ServiceAccount. */
  Path gatewayAccess() {
    return access(GATEWAY);
  }

  private Path access(String account) {
    return access.computeIfAbsent(
        account, name -> cluster.serviceAccountKubeconfig(NAMESPACE, name));
  }

  private void grant(String kind, String account, String rules) {
    String place = kind.startsWith("Cluster") ? "" : "namespace: " + NAMESPACE;
    cluster.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %2$s, namespace: %4$s}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %1$s
        metadata:
          name: %2$s
          %3$s
        rules:
        %5$s
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %1$sBinding
        metadata:
          name: %2$s
          %3$s
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %1$s, name: %2$s}
        subjects: [{kind: ServiceAccount, name: %2$s, namespace: %4$s}]
        """
            .formatted(kind, account, place, NAMESPACE, rules));
  }

  private static String rules(String file) {
    return SourceTree.read("charts/keelage/rbac/" + file);
  }
}
