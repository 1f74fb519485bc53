package dev.keelage.perf.scale;

import dev.keelage.perf.process.Child;
import dev.keelage.testkit.ControlPlane;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real API server with stores; operator and gateways as processes beside it. */
final class Platform implements AutoCloseable {
  /** Where operator and gateways live. */
  static final String NAMESPACE = "keelage";

  private static final String OPERATOR = "keelage-operator";
  private static final String GATEWAY = "keelage-gateway";
  private static final Path CRDS = Path.of("charts/keelage-crds/templates");
  private static final String OPERATOR_JAR = "operator/target/quarkus-app/quarkus-run.jar";
  private static final String GATEWAY_JAR = "gateway/target/quarkus-app/quarkus-run.jar";

  private final Path work;
  private final List<String> operatorJvm;
  private final List<String> gatewayJvm;
  private final ControlPlane controlPlane;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final List<Child> children = new ArrayList<>();

  /** A running API server knows the kinds; nothing of Keelage runs yet. */
  Platform(Path work, List<String> operatorJvm, List<String> gatewayJvm) {
    this.work = work;
    this.operatorJvm = operatorJvm;
    this.gatewayJvm = gatewayJvm;
    this.controlPlane = ControlPlane.start();
    this.redis = RedisServer.start();
    this.postgres = PostgresServer.start();
    controlPlane.kubectl("apply", "--server-side", "-f", CRDS.toString());
    controlPlane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    controlPlane.kubectl("create", "namespace", NAMESPACE);
    for (String account : List.of(OPERATOR, GATEWAY)) {
      controlPlane.kubectl("create", "serviceaccount", account, "-n", NAMESPACE);
      controlPlane.kubectl(
          "create",
          "clusterrolebinding",
          account,
          "--clusterrole=cluster-admin",
          "--serviceaccount=" + NAMESPACE + ":" + account);
    }
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  Child startOperator() throws IOException {
    Map<String, String> own =
        Map.of(
            "QUARKUS_MANAGEMENT_HOST",
            "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT",
            Integer.toString(FreePort.next()));
    return start("operator", OPERATOR, operatorJvm, OPERATOR_JAR, own);
  }

  /** Starts a gateway that serves callers on this port. */
  Child startGateway(String name, int port) throws IOException {
    Map<String, String> own =
        Map.of(
            "KEELAGE_INSTANCE",
            name,
            "KEELAGE_HOST",
            "127.0.0.1",
            "KEELAGE_PORT",
            Integer.toString(port),
            "QUARKUS_MANAGEMENT_HOST",
            "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT",
            Integer.toString(FreePort.next()));
    return start(name, GATEWAY, gatewayJvm, GATEWAY_JAR, own);
  }

  /**
   * To be asked while waiting for what they do.
   *
   * @throws IllegalStateException with the end of its log, if one of the processes has ended
   */
  void demandAlive() {
    children.forEach(Child::demandAlive);
  }

  /** Watches what all of it costs from here on; the API server's part where it can be seen. */
  CpuClock clock(Child operator, List<Child> gateways) throws IOException {
    CpuClock clock = new CpuClock();
    clock.add("operator", operator.process().pid());
    for (int i = 0; i < gateways.size(); i++) {
      clock.add("gateway " + (i + 1), gateways.get(i).process().pid());
    }
    Path state = controlPlane.adminKubeconfig().resolveSibling("");
    for (String program : List.of("kube-apiserver", "etcd", "kube-controller-manager")) {
      clock.add(program, state.resolve(program + ".pid"));
    }
    clock.add("the measurement", ProcessHandle.current().pid());
    return clock;
  }

  /** As a pod would, it comes with the token of its ServiceAccount. */
  private Child start(
      String name, String account, List<String> jvm, String jar, Map<String, String> own)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Child.java()));
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar));
    Map<String, String> environment = new HashMap<>(own);
    environment.put(
        "KUBECONFIG", controlPlane.serviceAccountKubeconfig(NAMESPACE, account).toString());
    environment.put("KEELAGE_NAMESPACE", NAMESPACE);
    environment.put("KEELAGE_REDIS_URL", redis.uri());
    environment.put("KEELAGE_POSTGRES_URL", postgres.uri());
    Child child = Child.server(command, environment, work.resolve(name + ".log"));
    children.add(child);
    return child;
  }

  @Override
  public void close() {
    children.reversed().forEach(Child::close);
    postgres.close();
    redis.close();
    controlPlane.close();
  }
}
