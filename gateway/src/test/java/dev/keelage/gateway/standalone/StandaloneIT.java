package dev.keelage.gateway.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.JavaProcess;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway as {@code make run} starts it. */
class StandaloneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Pattern KEY = Pattern.compile("kl-[0-9A-Za-z]{43}");

  @TempDir Path temporary;
  private final int port = FreePort.next();
  private final int managementPort = FreePort.next();

  private StateDirectory state() {
    return new StateDirectory(temporary.resolve("state"));
  }

  private Path resources() {
    return temporary.resolve("resources");
  }

  @BeforeEach
  void copyQuickstart() throws IOException {
    Path sample = Path.of("../deploy/samples/quickstart");
    try (Stream<Path> files = Files.walk(sample)) {
      for (Path file : files.toList()) {
        Files.copy(file, resources().resolve(sample.relativize(file).toString()));
      }
    }
  }

  /** They end soon after a gateway that was killed; until then they write into the directory. */
  @AfterEach
  void awaitTheEndOfItsServers() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> state().servers().stream().noneMatch(ProcessHandle::isAlive));
  }

  private JavaProcess.Builder gateway(String name) {
    return JavaProcess.jar(JAR)
        .name("standalone-" + name)
        .flags("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m")
        // Where digits are others than those that servers read.
        .flags("-Duser.language=ar", "-Duser.country=EG")
        // On a busy machine much takes long, and nothing of that is what a warning here is about.
        .env("QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "60s")
        .env("QUARKUS_VERTX_MAX_WORKER_EXECUTE_TIME", "600s")
        .env("KEELAGE_REDIS_CONNECT_TIMEOUT", "30s")
        .env("KEELAGE_REDIS_COMMAND_TIMEOUT", "30s")
        .env("KEELAGE_STATE_DIR", state().path().toString())
        .env("KEELAGE_PORT", Integer.toString(port))
        .env("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort))
        .env("OPENAI_API_KEY", "")
        .env("ANTHROPIC_API_KEY", "")
        .arguments("--resources", resources().toString());
  }

  private static String started(JavaProcess gateway) {
    gateway.awaitLog("Ctrl-C to end", PATIENCE);
    Matcher key = KEY.matcher(gateway.output());
    assertThat(key.find()).isTrue();
    return key.group();
  }

  private String ask(String apiKey) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + port + "/v1")
            .apiKey(apiKey)
            .maxRetries(0)
            .build();
    try {
      return client
          .chat()
          .completions()
          .create(
              ChatCompletionCreateParams.builder().model("demo").addUserMessage("Hello").build())
          .choices()
          .getFirst()
          .message()
          .content()
          .orElseThrow();
    } finally {
      client.close();
    }
  }

  @Test
  void answersAndBooksAndRemembersOverARestart() {
    try (JavaProcess gateway = gateway("restart").start()) {
      // Given
      String key = started(gateway);
      assertThat(gateway.output())
          .contains("http://localhost:" + port + "/v1")
          .contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
          .contains("\"model\": \"demo\"");

      // When
      String answer = ask(key);

      // Then
      assertThat(answer).isNotBlank();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledgerRows()).isEqualTo(1));
      List<ProcessHandle> servers = state().servers();
      assertThat(servers).hasSize(2);

      // When
      gateway.terminate(PATIENCE);

      // Then
      assertThat(servers).noneMatch(ProcessHandle::isAlive);
      gateway.restart();
      assertThat(started(gateway)).isEqualTo(key);
      assertThat(ask(key)).isNotBlank();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledgerRows()).isEqualTo(2));
    }
  }

  @Test
  void leavesNoServersBehindWhenItIsKilled() {
    try (JavaProcess gateway = gateway("killed").start()) {
      // Given
      String key = started(gateway);
      List<ProcessHandle> servers = state().servers();
      assertThat(servers).hasSize(2);

      // When
      gateway.kill();

      // Then
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(servers).noneMatch(ProcessHandle::isAlive));
      gateway.restart();
      assertThat(started(gateway)).isEqualTo(key);
    }
  }

  @Test
  void startsServersAgainThatEnd() throws IOException {
    try (JavaProcess gateway = gateway("revived").start()) {
      // Given
      String key = started(gateway);
      ask(key);

      // When
      state().servers().forEach(ProcessHandle::destroyForcibly);

      // Then
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(ask(key)).isNotBlank());
      await().atMost(PATIENCE).ignoreExceptions().until(() -> ledgerRows() == 2);
      assertThat(gateway.output()).contains("has ended, and is started again");
      gateway.terminate(PATIENCE);
    }
  }

  @Test
  void picksUpAChangedFile() throws IOException {
    try (JavaProcess gateway = gateway("changed").start()) {
      // Given
      String key = started(gateway);

      // When
      Path model = resources().resolve("20-model-demo.yaml");
      Files.writeString(model, Files.readString(model).replace("model: demo-1", "modell: demo-1"));

      // Then
      gateway.awaitLog("deployments[].model is required", PATIENCE);
      assertThatThrownBy(() -> ask(key)).hasMessageContaining("404");
    }
  }

  @Test
  void usesGivenServersAndStartsNone() throws SQLException {
    try (RedisServer redis = RedisServer.start();
        PostgresServer postgres = PostgresServer.start();
        JavaProcess gateway =
            gateway("given")
                .env("KEELAGE_REDIS_URL", redis.uri())
                .env("KEELAGE_POSTGRES_URL", postgres.uri())
                .start()) {
      // When
      ask(started(gateway));

      // Then
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (Connection connection = postgres.connect()) {
                  assertThat(ledgerRows(connection)).isEqualTo(1);
                }
              });
      assertThat(state().path().resolve("redis")).doesNotExist();
      assertThat(state().path().resolve("postgres-18")).doesNotExist();
    }
  }

  @Test
  void bringsALedgerOfBeforeUpToDateAndBooksIntoIt() throws SQLException {
    try (PostgresServer postgres = PostgresServer.start()) {
      // Given
      Flyway.configure()
          .dataSource(postgres.jdbcUrl(), null, null)
          .schemas("keelage")
          .locations("classpath:dev/keelage/schema")
          .target("7")
          .load()
          .migrate();

      // When
      try (JavaProcess gateway =
          gateway("upgraded").env("KEELAGE_POSTGRES_URL", postgres.uri()).start()) {
        ask(started(gateway));

        // Then
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  try (Connection connection = postgres.connect()) {
                    assertThat(ledgerRows(connection)).isEqualTo(1);
                  }
                });
      }
    }
  }

  @Test
  void saysWhatToDoWhenItCannotStart() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // When, Then
      assertRefuses(
          gateway("port").env("KEELAGE_PORT", Integer.toString(taken.getLocalPort())),
          "Port %d is taken".formatted(taken.getLocalPort()),
          "KEELAGE_PORT=PORT");
      assertRefuses(
          gateway("nowhere").arguments("--resources", "/nowhere"), "no directory /nowhere");
    }
    try (JavaProcess gateway = gateway("first").start()) {
      started(gateway);
      assertRefuses(
          gateway("second")
              .env("KEELAGE_PORT", Integer.toString(FreePort.next()))
              .env("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.next())),
          "Another gateway (process %d) uses %s".formatted(gateway.pid(), state().path()),
          "KEELAGE_STATE_DIR=DIR");
    }
  }

  private static void assertRefuses(JavaProcess.Builder builder, String... messages) {
    try (JavaProcess process = builder.start()) {
      assertThatThrownBy(() -> process.awaitLog("Ctrl-C to end", PATIENCE))
          .hasMessageContaining("ended with 1")
          .hasMessageContainingAll(messages)
          .message()
          .doesNotContain("\tat ");
    }
  }

  private long ledgerRows() throws IOException, SQLException {
    try (Connection connection = state().connect()) {
      return ledgerRows(connection);
    }
  }

  private static long ledgerRows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM keelage.ledger")) {
      result.next();
      return result.getLong(1);
    }
  }
}
