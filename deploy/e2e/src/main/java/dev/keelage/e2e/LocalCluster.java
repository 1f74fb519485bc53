package dev.keelage.e2e;

import dev.keelage.testkit.FreePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * {@code make cluster}: a whole installation on this machine with the quickstart samples in it,
 * until Ctrl-C; an operator or gateway that ends before is started again. Argument: the port of the
 * first gateway, the second's is the next one; 8080 if not given.
 */
public final class LocalCluster {
  private static final int PORT = 8080;
  private static final int LAST_PORT = 65_535;

  /** Somebody who may ask what team search spent. */
  private static final String FINANCE =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: finance, namespace: team-search}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: finance, namespace: team-search}
      rules: [{apiGroups: [keelage.dev], resources: [teams/spend], verbs: [get]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: finance, namespace: team-search}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: finance}
      subjects: [{kind: ServiceAccount, name: finance, namespace: team-search}]
      """;

  private LocalCluster() {}

  @SuppressWarnings("SystemOut") // what a person at a terminal reads
  public static void main(String[] arguments) throws InterruptedException {
    int port = firstPort(arguments);
    for (int each : new int[] {port, port + 1}) {
      if (taken(each)) {
        System.err.printf(
            "Port %d is taken. With another first port: make cluster ARGS=%d%n", each, port + 1000);
        System.exit(1);
      }
    }
    System.out.println("Starting API server, Redis, Postgres, operator and two gateways ...");
    int ledgerPort = FreePort.next();
    var stage =
        Stage.named("cluster")
            .firstPort(port)
            .ledgerPort(ledgerPort)
            .logs(SourceTree.at("deploy/e2e/target/cluster-logs"))
            .env("KEELAGE_BASE_URL", "http://127.0.0.1:" + port + "/v1")
            .start();
    var restarts = new Restarts(Duration.ofSeconds(1), System.out::println);
    restarts.watch(stage.operator());
    stage.gateways().forEach(gateway -> restarts.watch(gateway.process()));
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("Ending ...");
                  restarts.close();
                  stage.close();
                  ended.countDown();
                }));
    stage.kubectl("apply", "-f", SourceTree.at("deploy/samples/quickstart").toString());
    stage.apply(FINANCE);
    stage.awaitProgrammed();
    System.out.println(welcome(stage, ledgerPort));
    ended.await();
  }

  @SuppressWarnings("SystemOut") // what a person at a terminal reads
  private static int firstPort(String[] arguments) {
    String said = String.join(" ", arguments);
    int port = said.isEmpty() ? PORT : said.matches("[0-9]{1,5}") ? Integer.parseInt(said) : 0;
    if (port < 1 || port > LAST_PORT - 1) {
      System.err.printf(
          "'%s' is no port from 1 to %d. For example: make cluster ARGS=18080%n",
          said, LAST_PORT - 1);
      System.exit(2);
    }
    return port;
  }

  /** Told before anything is started: a gateway would say it in a stack trace, a minute later. */
  private static boolean taken(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String welcome(Stage stage, int ledgerPort) {
    Path kubectl = stage.cluster().kubectlProgram();
    return """

        A Kubernetes API server with Keelage: an operator, two gateways, and the samples of deploy/samples/quickstart.

          export KUBECONFIG=%1$s
          export PATH=%2$s:$PATH        # kubectl, if you have none
          kubectl get keelage -A

        The gateways: %3$s and %4$s. A key, from Secret team-search/indexer-llm: %5$s

          curl -sS %3$s/v1/chat/completions -H 'Authorization: Bearer %5$s' -H 'Content-Type: application/json' -d '{"model": "demo", "messages": [{"role": "user", "content": "Ahoy"}]}'

        What was spent, a minute later (docs/guides/chargeback.md):

          curl -sS -H "Authorization: Bearer $(kubectl create token finance -n team-search)" 'http://127.0.0.1:%9$d/ledger/v1/spend?by=model&team=team-search/search'

        Change something (kubectl edit model demo -n ai-platform) and call again. Redis: %6$s  Postgres: %7$s
        Logs: %8$s. An operator or gateway that ends is started again, as a kubelet does.
        Ctrl-C ends all of it.
        """
        .formatted(
            stage.cluster().adminKubeconfig(),
            kubectl.getParent(),
            stage.gateway(0).url(),
            stage.gateway(1).url(),
            stage.key("team-search", "indexer-llm"),
            stage.redis().uri(),
            stage.postgres().uri(),
            SourceTree.at("deploy/e2e/target/cluster-logs"),
            ledgerPort);
  }
}
