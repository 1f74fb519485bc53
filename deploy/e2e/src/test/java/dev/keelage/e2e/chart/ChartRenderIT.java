package dev.keelage.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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

  private static String objectOf(String rendered, String beginning) {
    return Arrays.stream(rendered.split("(?m)^---$"))
        .filter(object -> object.contains(beginning))
        .findFirst()
        .orElseThrow();
  }
}
