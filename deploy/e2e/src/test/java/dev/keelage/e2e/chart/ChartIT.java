package dev.keelage.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.ControlPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart on a real API server, in namespaces that enforce Pod Security "restricted". */
class ChartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String HOME = "keelage";
  private static final String PLAIN = "plain-values.yaml";
  private static final Chart CHART = Chart.ofSourceTree();
  private static ControlPlane plane;

  @BeforeAll
  static void installIntoAnEmptyCluster() {
    plane = ControlPlane.start();
    namespace(HOME);
    namespace("team-search");
    namespace("team-chat");
    var result =
        CHART.release("install", plane.adminKubeconfig(), HOME, "--values", CHART.valueFile(PLAIN));
    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(result.output()).contains("http://keelage.keelage.svc:8080/v1");
    assertThat(result.error()).doesNotContain("PodSecurity");
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  @Test
  void bringsTheKinds() {
    assertThat(plane.kubectl("get", "keelage", "--all-namespaces", "--output=name")).isEmpty();
    assertThat(plane.kubectl("get", "crd", "--output=name").lines())
        .contains("customresourcedefinition.apiextensions.k8s.io/virtualkeys.keelage.dev");
  }

  @Test
  void letsTheChartOfTheKindsTakeThemOver() {
    var kinds = new Chart(CHART.helm(), CHART.directory().resolveSibling("keelage-crds"));

    var result = kinds.release("install", plane.adminKubeconfig(), HOME, "--take-ownership");

    assertThat(result.exitCode()).as(result.error()).isZero();
  }

  @Test
  void startsPodsUnderRestrictedPodSecurity() {
    await().atMost(PATIENCE).until(() -> podsOf(HOME, "gateway") == 2);
    await().atMost(PATIENCE).until(() -> podsOf(HOME, "operator") == 2);
    assertThat(failedCreations(HOME)).isEmpty();
  }

  @Test
  void changesNothingWhenUpgradedWithTheSameValues() {
    String before = versions();

    var result =
        CHART.release("upgrade", plane.adminKubeconfig(), HOME, "--values", CHART.valueFile(PLAIN));

    assertThat(result.exitCode()).as(result.error()).isZero();
    assertThat(versions()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, "production-values.yaml", "some-namespaces-values.yaml"})
  void appliesWithoutWarningAndWithoutDriftAfterwards(String values) {
    String namespace = "applied-" + values.substring(0, values.indexOf('-'));
    namespace(namespace);
    String rendered =
        CHART.rendered(
            namespace,
            "--values",
            CHART.valueFile(values),
            "--set",
            "clusterRoles.enabled=false,metrics.serviceMonitor.enabled=false,metrics.prometheusRule.enabled=false");

    var applied = plane.tryKubectl(rendered, "apply", "--server-side", "-f", "-");

    assertThat(applied.exitCode()).as(applied.error()).isZero();
    assertThat(applied.error()).isEmpty();
    await().atMost(PATIENCE).until(() -> podsOf(namespace, "gateway") > 0);
    await().atMost(PATIENCE).until(() -> podsOf(namespace, "operator") > 0);
    assertThat(failedCreations(namespace)).isEmpty();
    var difference = plane.tryKubectl(rendered, "diff", "--server-side", "-f", "-");
    assertThat(difference.output() + difference.error()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gateway,  yes, get,    secrets/keelage-snapshot-index,  keelage",
    "gateway,  yes, watch,  secrets/keelage-snapshot-index,  keelage",
    "gateway,  yes, get,    secrets/keelage-keys-00-0123,    keelage",
    "gateway,  yes, patch,  leases.coordination.k8s.io,      keelage",
    "gateway,  yes, delete, leases.coordination.k8s.io,      keelage",
    "gateway,  no,  list,   secrets,                         keelage",
    "gateway,  no,  update, secrets/keelage-snapshot-index,  keelage",
    "gateway,  no,  create, secrets,                         keelage",
    "gateway,  no,  get,    secrets,                         team-search",
    "gateway,  no,  get,    virtualkeys.keelage.dev,         team-search",
    "gateway,  no,  create, pods,                            keelage",
    "operator, yes, list,   models.keelage.dev,              team-search",
    "operator, yes, patch,  models.keelage.dev:status,       team-search",
    "operator, yes, create, secrets,                         team-search",
    "operator, yes, watch,  namespaces,                      ''",
    "operator, yes, patch,  leases.coordination.k8s.io/keelage-operator, keelage",
    "operator, no,  update, models.keelage.dev,              team-search",
    "operator, no,  delete, models.keelage.dev,              team-search",
    "operator, no,  update, leases.coordination.k8s.io/keelage-gateway-1, keelage",
    "operator, no,  get,    pods,                            team-search",
    "operator, no,  create, rolebindings.rbac.authorization.k8s.io, team-search",
    "operator, no,  delete, namespaces,                      ''",
    "operator, no,  create, tokenreviews.authentication.k8s.io, ''",
    "operator, no,  create, subjectaccessreviews.authorization.k8s.io, ''",
  })
  void givesAccountsWhatTheyNeed(
      String account, String answer, String verb, String resource, String namespace) {
    String subject = "system:serviceaccount:keelage:keelage-" + account;

    assertThat(canI(subject, verb, resource, namespace)).isEqualTo(answer);
  }

  @Test
  void reachesOnlyTheNamespacesItWatches() {
    namespace("few");
    plane.apply(CHART.rendered("few", "--values", CHART.valueFile("some-namespaces-values.yaml")));
    String operator = "system:serviceaccount:few:keelage-operator";

    assertThat(canI(operator, "list", "models.keelage.dev", "team-search")).isEqualTo("yes");
    assertThat(canI(operator, "create", "secrets", "team-chat")).isEqualTo("yes");
    assertThat(canI(operator, "list", "models.keelage.dev", HOME)).isEqualTo("no");
    assertThat(canI(operator, "get", "secrets", "kube-system")).isEqualTo("no");
    assertThat(canI(operator, "get", "namespaces/team-search", "")).isEqualTo("yes");
    assertThat(canI(operator, "get", "namespaces/kube-system", "")).isEqualTo("no");
  }

  @ParameterizedTest
  @CsvSource({
    "admin,                  yes, create, virtualkeys.keelage.dev",
    "admin,                  yes, delete, budgets.keelage.dev",
    "admin,                  yes, get,    models.keelage.dev",
    "admin,                  no,  patch,  models.keelage.dev:status",
    "edit,                   yes, list,   models.keelage.dev",
    "edit,                   no,  create, virtualkeys.keelage.dev",
    "view,                   yes, watch,  budgets.keelage.dev",
    "view,                   no,  update, budgets.keelage.dev",
    "view,                   no,  get,    secrets",
    "view,                   yes, get,    teams.keelage.dev:spend",
    "keelage-platform-admin, yes, delete, providers.keelage.dev",
    "keelage-platform-admin, no,  get,    secrets",
  })
  void extendsTheRolesOfPeople(String role, String answer, String verb, String resource) {
    String user = "user-of-" + role;
    plane.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %1$s, namespace: team-search}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %1$s}]
        """
            .formatted(user, role));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(canI(user, verb, resource, "team-search")).isEqualTo(answer));
    assertThat(canI(user, verb, resource, "team-chat")).isEqualTo("no");
  }

  /** The resource may be {@code type/name} or {@code type:subresource}; no namespace = cluster. */
  private static String canI(String subject, String verb, String resource, String namespace) {
    var parts = resource.split(":", 2);
    var command = new ArrayList<>(List.of("auth", "can-i", verb, parts[0], "--as", subject));
    if (parts.length == 2) {
      command.add("--subresource=" + parts[1]);
    }
    if (!namespace.isEmpty()) {
      command.addAll(List.of("--namespace", namespace));
    }
    return plane.tryKubectl("", command.toArray(String[]::new)).output().strip();
  }

  private static void namespace(String name) {
    plane.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
          labels:
            pod-security.kubernetes.io/enforce: restricted
            pod-security.kubernetes.io/warn: restricted
        """
            .formatted(name));
  }

  private static long podsOf(String namespace, String component) {
    String selector = "app.kubernetes.io/component=" + component;
    return plane
        .kubectl("get", "pods", "-n", namespace, "-l", selector, "-o", "name")
        .lines()
        .count();
  }

  private static String failedCreations(String namespace) {
    return plane.kubectl(
        "get", "events", "-n", namespace, "--field-selector", "reason=FailedCreate", "-o", "name");
  }

  /** The generation moves with each change of a spec. */
  private static String versions() {
    String kinds =
        "deployments,services,networkpolicies,poddisruptionbudgets,serviceaccounts,secrets,roles,rolebindings";
    String columns =
        "KIND:.kind,NAME:.metadata.name,GENERATION:.metadata.generation,DATA:.data,RULES:.rules";
    return plane.kubectl(
        "get",
        kinds,
        "-n",
        HOME,
        "-l",
        "app.kubernetes.io/name=keelage",
        "-o",
        "custom-columns=" + columns);
  }
}
