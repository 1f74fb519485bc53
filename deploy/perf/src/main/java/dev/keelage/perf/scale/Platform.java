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

  private static final Path CRDS = Path.of("charts/keelage-crds/templates");
  private static final String OPERATOR_JAR = "operator/target/quarkus-app/quarkus-run.jar";
  private static final String GATEWAY_JAR = "gateway/target/quarkus-app/quarkus-run.jar";

  private final Path work;
  private final List<String> jvm;
  private final ControlPlane controlPlane;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final List<Child> children = new ArrayList<>();

  /** A running API server knows the kinds; nothing of Keelage runs yet. */
  Platform(Path work, List<String> jvm) {
    this.work = work;
    this.jvm = jvm;
    this.controlPlane = ControlPlane.start();
    this.redis = RedisServer.start();
    this.postgres = PostgresServer.start();
    controlPlane.kubectl("apply", "--server-side", "-f", CRDS.toString());
    controlPlane.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    controlPlane.kubectl("create", "namespace", NAMESPACE);
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  Child startOperator() throws IOException {
    Map<String, String> own =
        Map.of(
            "QUARKUS_HTTP_HOST",
            "127.0.0.1",
            "QUARKUS_HTTP_PORT",
            Integer.toString(FreePort.next()));
    return start("operator", OPERATOR_JAR, own);
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
    return start(name, GATEWAY_JAR, own);
  }

  private Child start(String name, String jar, Map<String, String> own) throws IOException {
    List<String> command = new ArrayList<>(List.of(Child.java()));
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar));
    Map<String, String> environment = new HashMap<>(own);
    environment.put("KUBECONFIG", controlPlane.adminKubeconfig().toString());
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
