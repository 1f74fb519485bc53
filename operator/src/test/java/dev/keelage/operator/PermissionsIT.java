package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the chart's rules allow, and that they are enough and not more than that. */
class PermissionsIT {
  private static final String KEY =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: app, namespace: NAMESPACE}
      spec: {}
      """;

  private final Site site = new Site(true);

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void servesNamespacesThatComeLater() {
    site.operator();
    site.gateway("a");
    String late = Cluster.namespace("late");

    Cluster.PLANE.apply(KEY.replace("NAMESPACE", late));

    site.condition(VirtualKey.class, late, "app", ConditionType.READY, c -> c.status() == TRUE);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> Cluster.PLANE.kubectl("get", "events", "-n", late),
            events -> events.contains("Programmed") && events.contains("Issued"));

    Cluster.PLANE.kubectl("delete", "namespace", late, "--timeout=120s");
    site.published(
        snapshot -> snapshot.keys().stream().noneMatch(key -> key.id().startsWith(late + "/")));
  }

  @Test
  void mayNotDoMore() {
    for (String what :
        List.of(
            "create models.keelage.dev",
            "update virtualkeys.keelage.dev",
            "delete virtualkeys.keelage.dev",
            "get pods",
            "create pods",
            "get configmaps",
            "create clusterroles.rbac.authorization.k8s.io",
            "update namespaces",
            "impersonate users")) {
      assertThat(may("keelage-operator", what, site.tenant)).as(what).isEqualTo("no");
    }
    for (String what :
        List.of(
            "list secrets",
            "watch secrets",
            "create secrets",
            "update secrets",
            "get virtualkeys.keelage.dev")) {
      assertThat(may("keelage-gateway", what, site.home)).as(what).isEqualTo("no");
    }
    assertThat(may("keelage-gateway", "get secrets", site.tenant)).isEqualTo("no");
    assertThat(may("keelage-gateway", "get secrets", site.home)).isEqualTo("yes");
  }

  private String may(String account, String what, String namespace) {
    String[] words = what.split(" ");
    return Cluster.PLANE
        .tryKubectl(
            "",
            "auth",
            "can-i",
            words[0],
            words[1],
            "-n",
            namespace,
            "--as=system:serviceaccount:" + site.home + ":" + account)
        .output()
        .strip();
  }
}
