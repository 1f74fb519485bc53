package dev.keelage.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders and refuses, by Helm alone. */
class ChartRenderIT {
  private static final String REDIS = "redis.url=redis://redis:6379";

  private final Chart chart = Chart.ofSourceTree();

  @ParameterizedTest
  @MethodSource("dev.keelage.e2e.chart.Chart#valueSets")
  void passesHelmsOwnChecks(String values) {
    var result = chart.lint("--values", chart.valueFile(values));

    assertThat(result.exitCode()).as(result.output() + result.error()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gateway.replica=3                         | additional properties 'replica' not allowed
          gatway.replicas=3                         | additional properties 'gatway' not allowed
          gateway.replicas=two                      | /gateway/replicas
          gateway.compat=litellm                    | /gateway/compat
          gateway.drain.timeoutSeconds=0            | /gateway/drain/timeoutSeconds
          gateway.env[0].value=x                    | /gateway/env/0
          image.pullPolicy=Sometimes                | /image/pullPolicy
          postgres.url=jdbc:postgresql://postgres/k | /postgres/url
          redis.url=redis:6379                      | /redis/url
          redis.existingSecret=Not_A_Name           | /redis/existingSecret
          redis.existingSecret=credentials          | Set redis.url or redis.existingSecret, not both
          redis.mode=replicated                     | /redis/mode
          redis.mode=sentinel                       | Set redis.masterName
          redis.masterName=keelage                  | redis.masterName belongs to redis.mode sentinel
          gateway.image.digest=sha256:12            | /gateway/image/digest
          gateway.autoscaling.enabled=true,gateway.autoscaling.maxReplicas=1 | maxReplicas is below minReplicas
          ingress.enabled=true                      | Set ingress.hosts
          gateway.env[0].name=KEELAGE_REDIS_URL     | gateway.env: the chart sets KEELAGE_REDIS_URL itself
          operator.env[0].name=KEELAGE_NAMESPACE    | operator.env: the chart sets KEELAGE_NAMESPACE itself
          gateway.resources.limits.memory=768MB     | /gateway/resources/limits/memory
          watchNamespaces={a},platformNamespaces={b} | platformNamespaces: b is not in watchNamespaces
          ledgerApi.enabled=true                    | ledgerApi.enabled needs a ledger
          ledgerApi.port=8091                       | additional properties 'port' not allowed
          ledgerApi.audiences={a b}                 | /ledgerApi/audiences/0
          watchNamespaces={a/b}                     | /watchNamespaces/0
          networkPolicy.providerPorts={70000}       | /networkPolicy/providerPorts/0
          networkPolicy.apiServerPorts=null         | missing property 'apiServerPorts'
          service.type=ExternalName                 | /service/type
          metrics.serviceMonitor.interval=often     | /metrics/serviceMonitor/interval
          """)
  void refusesValues(String setting, String complaint) {
    var result = chart.template("keelage", "--set", REDIS, "--set", setting);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.error()).contains(complaint);
  }

  @Test
  void opensTheLedgerApiAndLetsItAskOnlyWhereItIsEnabled() {
    String closed = chart.rendered("keelage", "--set", REDIS);
    assertThat(closed)
        .doesNotContain("8090", "LEDGER_API", "tokenreviews", "subjectaccessreviews")
        .contains("resources: [teams/spend]");

    String open =
        chart.rendered(
            "keelage",
            "--set",
            REDIS + ",postgres.url=postgresql://k@pg/k,ledgerApi.enabled=true",
            "--set",
            "ledgerApi.audiences={spend},networkPolicy.ledgerApiNamespaces={finance}");
    assertThat(open)
        .contains(
            "{name: KEELAGE_LEDGER_API_ENABLED, value: \"true\"}",
            "{name: KEELAGE_LEDGER_API_AUDIENCES, value: \"spend\"}");
    assertThat(objectOf(open, "kind: Service\nmetadata:\n  name: keelage-ledger\n"))
        .contains("component: operator", "port: 8090");
    assertThat(objectOf(open, "kind: ClusterRole\nmetadata:\n  name: keelage-ledger-api-keelage\n"))
        .contains("resources: [tokenreviews]", "resources: [subjectaccessreviews]", "[create]");
    assertThat(objectOf(open, "kind: NetworkPolicy\nmetadata:\n  name: keelage-operator\n"))
        .contains("port: ledger", "metadata.name: finance", "port: management");
    assertThat(objectOf(open, "kind: Deployment\nmetadata:\n  name: keelage-gateway\n"))
        .doesNotContain("LEDGER_API", "8090");
  }

  @Test
  void letsPodsReachTheStoresAtThePortsOfTheirUrls() {
    String rendered =
        chart.rendered(
            "keelage",
            "--set",
            "redis.url=rediss://:1234@redis:6380/0\\,rediss://[fd00::1]:6381,postgres.url=postgresql://k:77@pg:5433/k?sslmode=require");

    for (String component : new String[] {"gateway", "operator"}) {
      String network =
          objectOf(rendered, "kind: NetworkPolicy\nmetadata:\n  name: keelage-" + component + "\n");
      assertThat(network)
          .contains("port: 6379", "port: 6380", "port: 6381", "port: 5432", "port: 5433")
          .doesNotContain("port: 1234", "port: 77", "port: 1,");
    }
  }

  @Test
  void rendersWithAHelmThatKnowsNoClusterAndRefusesClustersThatAreTooOld() {
    assertThat(chart.templateFor("v1.20.0", "--set", REDIS).exitCode()).isZero();
    assertThat(chart.templateFor("v1.29.3", "--set", REDIS).error())
        .contains("Kubernetes 1.30 or newer is needed; this is v1.29.3");
  }

  @Test
  void asksForRedis() {
    assertThat(chart.template("keelage").error()).contains("Set redis.url (redis://host:6379)");
  }

  @Test
  void keepsCredentialsOutOfEverythingButOneSecret() {
    String rendered = chart.rendered("keelage", "--set", "redis.url=redis://:hunter2@redis:6379");

    assertThat(rendered).contains("redis-url: ").doesNotContain("hunter2");
  }

  @Test
  void keepsHealthAndMetricsOffTheCallersService() {
    String rendered = chart.rendered("keelage", "--set", REDIS);

    String callers = objectOf(rendered, "kind: Service\nmetadata:\n  name: keelage\n");
    assertThat(callers).contains("port: 8080", "port: 80,").doesNotContain("9000", "management");
  }

  @Test
  void givesCallsTheirTimeToEndBeforeThePodIsKilled() {
    String rendered =
        chart.rendered(
            "keelage",
            "--set",
            REDIS + ",gateway.drain.delaySeconds=7,gateway.drain.timeoutSeconds=90");

    String gateway = objectOf(rendered, "kind: Deployment\nmetadata:\n  name: keelage-gateway\n");
    assertThat(gateway)
        .contains(
            "{name: KEELAGE_DRAIN_DELAY, value: 7s}",
            "{name: KEELAGE_DRAIN_TIMEOUT, value: 90s}",
            "terminationGracePeriodSeconds: 127");
  }

  @Test
  void restartsPodsWhenAnAddressOfAStoreChanges() {
    assertThat(chart.rendered("keelage", "--set", REDIS))
        .isNotEqualTo(chart.rendered("keelage", "--set", "redis.url=redis://other:6379"))
        .isEqualTo(chart.rendered("keelage", "--set", REDIS));
  }

  @Test
  void watchesGatewaysAndOperatorWherePrometheusHasItsOperator() {
    String rendered =
        chart.rendered("keelage", "--values", chart.valueFile("production-values.yaml"));

    assertThat(objectOf(rendered, "kind: ServiceMonitor\n"))
        .contains("release: prometheus", "port: management, path: /metrics, interval: 15s");
    assertThat(rendered).doesNotContain("keelage-stores");
  }

  @Test
  void leadsOperatorAndGatewaysToRedisHoweverItIsRun() {
    String sentinels = "redis://sentinel-0:26379\\,redis://sentinel-1:26379";
    String rendered =
        chart.rendered(
            "keelage", "--set", "redis.mode=sentinel,redis.masterName=main,redis.url=" + sentinels);

    for (String component : new String[] {"gateway", "operator"}) {
      String pod =
          objectOf(rendered, "kind: Deployment\nmetadata:\n  name: keelage-" + component + "\n");
      assertThat(pod)
          .contains(
              "name: KEELAGE_REDIS_URL",
              "{name: KEELAGE_REDIS_MODE, value: sentinel}",
              "{name: KEELAGE_REDIS_MASTER_NAME, value: \"main\"}");
      String network =
          objectOf(rendered, "kind: NetworkPolicy\nmetadata:\n  name: keelage-" + component + "\n");
      assertThat(network).contains("port: 26379", "port: 6379", "port: 5432");
    }
    assertThat(chart.rendered("keelage", "--set", REDIS + ",redis.mode=cluster"))
        .contains("{name: KEELAGE_REDIS_MODE, value: cluster}")
        .doesNotContain("26379", "MASTER_NAME");
  }

  @Test
  void alertsOnlyOnMetricsThatExist() throws IOException {
    String rendered =
        chart.rendered("keelage", "--values", chart.valueFile("production-values.yaml"));
    Path reference = chart.directory().resolve("../../docs/reference");
    String metrics =
        Files.readString(reference.resolve("metrics.md"))
            + Files.readString(reference.resolve("operator-metrics.md"));

    List<String> named =
        Pattern.compile("keelage_[a-z_]+")
            .matcher(objectOf(rendered, "kind: PrometheusRule\n"))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();

    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(metrics).contains("`" + name + "`"));
  }

  private static String objectOf(String rendered, String beginning) {
    return Arrays.stream(rendered.split("(?m)^---$"))
        .filter(object -> object.contains(beginning))
        .findFirst()
        .orElseThrow();
  }
}
