package dev.keelage.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The packaged operator with its ledger API on, under the chart's permissions; the Postgres that it
 * reads, with rows as gateways write them; and those who ask.
 */
final class LedgerDesk implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path APPEND =
      Path.of("../gateway/src/main/resources/dev/keelage/gateway/store/postgres/append.sql");

  final Site site = new Site();
  final PostgresServer postgres = PostgresServer.start();

  /** What the operator reaches them by. */
  final Relay toPostgres = Relay.to("127.0.0.1", postgres.port());

  final Relay toApiServer;
  final OperatorProcess operator;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = FreePort.next();

  LedgerDesk(Map<String, String> more) {
    Cluster.grantLedgerApi(site.home);
    Map<String, String> settings = new HashMap<>();
    settings.put("KEELAGE_NAMESPACE", site.home);
    settings.put("KEELAGE_WATCH_NAMESPACES", site.platform + "," + site.tenant);
    settings.put(
        "KEELAGE_POSTGRES_URL",
        postgres.uri().replace(":" + postgres.port() + "/", ":" + toPostgres.port() + "/"));
    settings.put("KEELAGE_LEDGER_API_ENABLED", "true");
    settings.put("KEELAGE_LEDGER_API_PORT", Integer.toString(port));
    settings.putAll(more);
    URI apiServer = URI.create(Cluster.PLANE.admin().getMasterUrl());
    toApiServer = Relay.to(apiServer.getHost(), apiServer.getPort());
    operator = OperatorProcess.start(kubeconfig(apiServer), settings).awaitReady();
    await()
        .atMost(PATIENCE)
        .until(() -> operator.body("/q/health/ready").contains("\"ledgerSchema\": \"READY\""));
  }

  private Path kubeconfig(URI apiServer) {
    Path direct = Cluster.PLANE.serviceAccountKubeconfig(site.home, "keelage-operator");
    try {
      String text =
          Files.readString(direct)
              .replace(apiServer.getAuthority(), "127.0.0.1:" + toApiServer.port());
      return Files.writeString(direct.resolveSibling(site.home + "-relayed.kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Books calls by the gateways' own statement.
   *
   * @param entries a JSON array of {@code keelage.entry}; {@code TENANT} stands for the namespace
   */
  void book(String entries) {
    String statement = appending() + " json_populate_recordset(NULL::keelage.entry, ?::json) AS e";
    try (Connection connection = postgres.connect();
        var append = connection.prepareStatement(statement)) {
      append.setString(1, entries.replace("TENANT", site.tenant));
      append.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a query for what it does. */
  void sql(String query) {
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String appending() {
    try {
      return Files.readString(APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new account that may see this of a namespace, and its token. */
  String reader(String account, String namespace, String... teams) {
    Cluster.PLANE.kubectl("create", "serviceaccount", account, "-n", namespace);
    String names =
        teams.length == 0 ? "" : ", resourceNames: [%s]".formatted(String.join(", ", teams));
    Cluster.PLANE.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %1$s, namespace: %2$s}
        rules: [{apiGroups: [keelage.dev], resources: [teams/spend], verbs: [get]%3$s}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %1$s, namespace: %2$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
        """
            .formatted(account, namespace, names));
    return token(account, namespace);
  }

  String token(String account, String namespace, String... options) {
    String[] words =
        Stream.concat(Stream.of("create", "token", account, "-n", namespace), Stream.of(options))
            .toArray(String[]::new);
    return Cluster.PLANE.kubectl(words).strip();
  }

  HttpResponse<String> ask(String path, String token) {
    return ask(path, Map.of("Authorization", "Bearer " + token));
  }

  HttpResponse<String> ask(String path, Map<String, String> headers) {
    return begin(path, headers).join();
  }

  /** The same without waiting for the answer. */
  CompletableFuture<HttpResponse<String>> begin(String path, Map<String, String> headers) {
    HttpRequest.Builder request = request(path);
    headers.forEach(request::header);
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(LedgerPromise::kept);
  }

  /** Another method than GET, with a body. */
  HttpResponse<String> send(String method, String path, String token) {
    HttpRequest request =
        request(path)
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
  }

  /** What it answers to a path that no client would send. */
  String raw(String path, String token) throws IOException {
    String head =
        "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(head.formatted(path, token).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest.Builder request(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path.replace("TENANT", site.tenant));
    return HttpRequest.newBuilder(uri).timeout(PATIENCE);
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    client.close();
    operator.close();
    toApiServer.close();
    toPostgres.close();
    site.close();
    postgres.close();
  }
}
