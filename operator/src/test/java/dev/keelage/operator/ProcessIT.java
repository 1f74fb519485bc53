package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Model;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisServer;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The packaged operator, under its own account. */
class ProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Booked at what nobody asked for. */
  private static final String DEAR_CALL =
      """
      INSERT INTO keelage.ledger (
        call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
        cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts, http_status,
        estimated, priced, cost, status, operation, tenant, key, model, deployment, provider)
      VALUES ('call', '2026-01-01', '2026-01-01 12:00 Z', 1000, 0, 0, 0, 0, 0, 1, 1, 200, false,
        true, 7, 'completed', 'chat', 'a/k', 'a/k', '%1$s/demo', 'mock', '%1$s/mock')
      RETURNING 1
      """;

  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void startsServesAndStopsAndSaysWhatItIs() throws Exception {
    int ledger = FreePort.next();
    Map<String, String> off = Map.of("KEELAGE_LEDGER_API_PORT", Integer.toString(ledger));
    try (OperatorProcess operator = start("one", off).awaitReady()) {
      site.gateway("a");
      site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
      programmed();

      assertThat(operator.log())
          .contains("Keelage operator", "snapshot    Secrets in namespace " + site.home)
          .contains("set KEELAGE_REDIS_URL")
          .doesNotContain("ERROR")
          .doesNotContain("forbidden");
      assertThat(operator.log().lines().count()).as("one screen").isLessThan(40);
      assertThat(operator.body("/metrics"))
          .contains(
              "keelage_operator_leader 1.0",
              "keelage_operator_gateways 1.0",
              "keelage_operator_published_objects_total",
              "keelage_operator_compile_seconds",
              "keelage_operator_faulty_resources{kind=\"Model\"} 0.0");
      assertThat(operator.uses("dev.keelage.operator")).isTrue();
      assertThat(operator.uses("org.hibernate")).as("the ledger API is off").isFalse();
      assertThatThrownBy(() -> new Socket("127.0.0.1", ledger).close())
          .isInstanceOf(ConnectException.class);
      assertThat(operator.stop()).isIn(0, 143);
    }
  }

  @Test
  void servesObjectsWithFieldsOfANewerVersion() throws Exception {
    String schema = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/novelty";
    Cluster.PLANE.kubectl(
        "patch",
        "crd",
        "models.keelage.dev",
        "--type=json",
        "-p",
        "[{op: add, path: %s, value: {type: string}}]".formatted(schema));
    try (OperatorProcess operator = start("one", Map.of()).awaitReady()) {
      site.gateway("a");
      site.apply(Yaml.MOCK_PROVIDER);
      // A schema takes a moment to be served.
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () -> {
                site.apply(Yaml.MODEL.replace("spec:", "spec:\n  novelty: unheard-of"));
                return true;
              });

      programmed();
      assertThat(operator.log()).doesNotContain("novelty");
    } finally {
      Cluster.PLANE.kubectl("delete", "model", "demo", "-n", site.platform);
      Cluster.PLANE.kubectl(
          "patch",
          "crd",
          "models.keelage.dev",
          "--type=json",
          "-p",
          "[{op: remove, path: %s}]".formatted(schema));
    }
  }

  @Test
  void letsOneOfTwoOperatorsWorkAndTheOtherTakeOver() throws Exception {
    try (OperatorProcess first = start("one", Map.of()).awaitReady()) {
      await().atMost(PATIENCE).until(first::leads);
      try (OperatorProcess second = start("two", Map.of()).awaitReady()) {
        site.gateway("a");
        site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
        programmed();
        assertThat(second.leads()).isFalse();
        String index = site.index().digest();

        first.kill();

        await().atMost(PATIENCE).until(second::leads);
        assertThat(site.index().digest()).isEqualTo(index);
        site.apply(Yaml.MODEL.replace("demo-1", "demo-2"));
        site.published(snapshot -> snapshot.models().toString().contains("demo-2"));
        assertThat(second.log()).doesNotContain("conflict");

        try (OperatorProcess third = start("three", Map.of()).awaitReady()) {
          second.stop();

          await().atMost(PATIENCE).until(third::leads);
          site.apply(Yaml.MODEL.replace("demo-1", "demo-3"));
          site.published(snapshot -> snapshot.models().toString().contains("demo-3"));
        }
      }
    }
  }

  @Test
  void preparesTheLedgerWhenPostgresComesAndPublishesMeanwhile() throws Exception {
    PostgresServer postgres = PostgresServer.start();
    postgres.stop();
    try (postgres;
        OperatorProcess operator =
            start("one", Map.of("KEELAGE_POSTGRES_URL", postgres.uri())).awaitReady()) {
      site.gateway("a");
      site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
      programmed();
      assertThat(operator.body("/q/health/ready"))
          .contains("\"degraded\": true", "\"ledgerSchema\": \"PENDING\"");

      postgres.restart();

      await()
          .atMost(PATIENCE)
          .until(() -> operator.body("/q/health/ready").contains("\"ledgerSchema\": \"READY\""));
      assertThat(number(postgres, "SELECT keelage.schema_version()")).isEqualTo(5);
      assertThat(
              number(
                  postgres,
                  "SELECT count(*) FROM pg_inherits WHERE inhparent = 'keelage.ledger'::regclass"))
          .as("today, a week ahead, and the default")
          .isEqualTo(9);
      assertThat(operator.body("/metrics")).contains("keelage_operator_ledger_schema_ready 1.0");
      assertThat(operator.log()).doesNotContain("keelage:");

      // And rates what is in it again, as a command under the same account
      assertThat(number(postgres, DEAR_CALL.formatted(site.platform))).isEqualTo(1);
      assertThat(reRate(postgres, Map.of()))
          .contains(site.platform + "/demo mock")
          .contains("1 of 1 calls would be corrected");
      try (RedisServer redis = RedisServer.start()) {
        assertThat(reRate(postgres, Map.of("KEELAGE_REDIS_URL", redis.uri()), "--apply"))
            .contains("1 of 1 calls were corrected");
      }
      assertThat(number(postgres, "SELECT (sum(cost) * 1000000)::integer FROM keelage.ledger"))
          .as("a thousand tokens at 1 USD per million")
          .isEqualTo(1000);
    }
  }

  private String reRate(PostgresServer postgres, Map<String, String> redis, String... more)
      throws InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("re-rate", "--from", "2026-01-01", "--to", "2026-01-02"));
    words.addAll(List.of(more));
    Map<String, String> settings = new HashMap<>(redis);
    settings.put("KEELAGE_NAMESPACE", site.home);
    settings.put("KEELAGE_POSTGRES_URL", postgres.uri());
    try (OperatorProcess command =
        OperatorProcess.start(kubeconfig(), settings, words.toArray(String[]::new))) {
      assertThat(command.ended()).as(command.log()).isZero();
      return command.log();
    }
  }

  private OperatorProcess start(String identity, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("KEELAGE_NAMESPACE", site.home);
    settings.put("KEELAGE_WATCH_NAMESPACES", site.platform + "," + site.tenant);
    settings.put("KEELAGE_PLATFORM_NAMESPACES", site.platform);
    settings.put("KEELAGE_MOCK_ENABLED", "true");
    // A busy machine is no reason to lose the lead, nor one for stack traces of what takes long.
    settings.put("QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "60s");
    settings.put("QUARKUS_VERTX_MAX_WORKER_EXECUTE_TIME", "600s");
    settings.put("KEELAGE_LEADER_ELECTION_IDENTITY", identity);
    settings.put("KEELAGE_LEADER_ELECTION_LEASE_DURATION", "12s");
    settings.put("KEELAGE_LEADER_ELECTION_RENEW_DEADLINE", "10s");
    settings.put("KEELAGE_LEADER_ELECTION_RETRY_PERIOD", "1s");
    settings.putAll(more);
    return OperatorProcess.start(kubeconfig(), settings);
  }

  private Path kubeconfig() {
    return Cluster.PLANE.serviceAccountKubeconfig(site.home, "keelage-operator");
  }

  private void programmed() {
    site.condition(
        Model.class,
        site.platform,
        "demo",
        ConditionType.PROGRAMMED,
        condition -> condition.status() == TRUE);
  }

  private static int number(PostgresServer postgres, String query) throws SQLException {
    try (Connection connection = postgres.connect();
        ResultSet result = connection.createStatement().executeQuery(query)) {
      result.next();
      return result.getInt(1);
    }
  }
}
