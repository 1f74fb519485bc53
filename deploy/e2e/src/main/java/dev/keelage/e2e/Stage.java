package dev.keelage.e2e;

import dev.keelage.testkit.ControlPlane;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.JavaProcess;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A whole installation on this machine: a Kubernetes API server with the chart's CRDs and
 * permissions, Redis, Postgres, and the packaged operator and gateways as processes, each under its
 * own ServiceAccount. All of it ends with {@link #close} or with the JVM.
 */
public final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PATIENCE_ARGUMENT = "--timeout=120s";

  private final ControlPlane cluster;
  private final Builder settings;
  private final Installation installation;
  private final Redis redis;
  private final PostgresServer postgres;
  private final JavaProcess operator;
  private final List<Gateway> gateways;

  private Stage(ControlPlane cluster, Builder settings) {
    this.cluster = cluster;
    this.settings = settings;
    this.installation = Installation.into(cluster, settings.ledgerPort != 0);
    // By default Redis may answer up to two seconds before it writes, and a kill takes along what
    // it
    // has answered.
    this.redis =
        settings.redis.orElseGet(() -> Redis.of(RedisServer.start("--appendfsync", "always")));
    this.postgres = PostgresServer.start();
    int operatorPort = FreePort.next();
    this.operator = startOperator("operator", operatorPort);
    this.gateways =
        new ArrayList<>(
            IntStream.rangeClosed(1, settings.gateways).mapToObj(this::startGateway).toList());
    operator.awaitOk(URI.create("http://127.0.0.1:" + operatorPort + "/q/health/ready"), PATIENCE);
    gateways.forEach(Gateway::awaitReady);
  }

  /** Sets one up; log files begin with this name. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  public ControlPlane cluster() {
    return cluster;
  }

  /** The only Redis; throws where there are several. */
  public RedisServer redis() {
    return redis.only();
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public JavaProcess operator() {
    return operator;
  }

  /** The gateways, in the order of their start. */
  public List<Gateway> gateways() {
    return List.copyOf(gateways);
  }

  /** One of them, from 0. */
  public Gateway gateway(int index) {
    return gateways.get(index);
  }

  /** Starts one more gateway, and does not wait for it. */
  public Gateway addGateway() {
    var gateway = startGateway(gateways.size() + 1);
    gateways.add(gateway);
    return gateway;
  }

  /** Starts one more operator, which waits to take over; whoever asks for it ends it. */
  public JavaProcess addOperator() {
    int port = FreePort.next();
    var added = startOperator("further-operator", port);
    added.awaitOk(URI.create("http://127.0.0.1:" + port + "/q/health/ready"), PATIENCE);
    return added;
  }

  /** Runs kubectl as the administrator; throws with its words when it fails. */
  public String kubectl(String... arguments) {
    return cluster.kubectl(arguments);
  }

  /** Applies YAML as the administrator. */
  public void apply(String yaml) {
    cluster.apply(yaml);
  }

  /**
   * Waits for a condition of the object's current generation.
   *
   * @param object as in {@code model/demo}
   * @param condition as in {@code Programmed} or {@code Accepted=False}
   */
  public void await(String namespace, String object, String condition) {
    kubectl("wait", "--for=condition=" + condition, object, "-n", namespace, PATIENCE_ARGUMENT);
  }

  /** Waits until everything of our kinds is loaded by all gateways. */
  public void awaitProgrammed() {
    kubectl("wait", "--for=condition=Programmed", "keelage", "--all", "-A", PATIENCE_ARGUMENT);
  }

  /** What an application finds in the Secret of a VirtualKey; waits until it is there. */
  public String key(String namespace, String secret) {
    kubectl("wait", "--for=create", "secret/" + secret, "-n", namespace, PATIENCE_ARGUMENT);
    return secretValue(namespace, secret, "api-key");
  }

  /** One value of a Secret. */
  public String secretValue(String namespace, String secret, String key) {
    var path = "jsonpath={.data." + key.replace(".", "\\.") + "}";
    var encoded = kubectl("get", "secret", secret, "-n", namespace, "-o", path);
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  /** What was booked so far. */
  public Ledger ledger() {
    return new Ledger(postgres);
  }

  /**
   * Starts the operator's program with a command, under the operator's account and settings; it
   * ends by itself.
   *
   * @param log name of its log file
   */
  public JavaProcess operatorCommand(String log, String... arguments) {
    var program = JavaProcess.jar(SourceTree.application("operator"));
    environment(installation.operatorAccess()).forEach(program::env);
    return program
        .name(settings.name + "-" + log)
        .logs(settings.logs)
        .flags("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1")
        .arguments(arguments)
        .start();
  }

  @Override
  public void close() {
    // The gateways first: what follows is what they would complain about.
    gateways.reversed().forEach(Gateway::close);
    operator.close();
    postgres.close();
    redis.close();
    cluster.close();
  }

  private JavaProcess startOperator(String log, int port) {
    var program = JavaProcess.jar(SourceTree.application("operator"));
    environment(installation.operatorAccess()).forEach(program::env);
    if (settings.ledgerPort != 0) {
      program
          .env("KEELAGE_LEDGER_API_ENABLED", "true")
          .env("KEELAGE_LEDGER_API_PORT", Integer.toString(settings.ledgerPort))
          .env("QUARKUS_HTTP_HOST", "127.0.0.1");
    }
    return program
        .name(settings.name + "-" + log)
        .logs(settings.logs)
        .flags("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1")
        .env("QUARKUS_MANAGEMENT_HOST", "127.0.0.1")
        .env("QUARKUS_MANAGEMENT_PORT", Integer.toString(port))
        .start();
  }

  private Gateway startGateway(int number) {
    var program =
        JavaProcess.jar(SourceTree.application("gateway"))
            .logs(settings.logs)
            .flags("@" + SourceTree.at("gateway/jvm.options"), "-Xmx192m");
    int port = settings.firstPort == 0 ? FreePort.next() : settings.firstPort + number - 1;
    return Gateway.start(
        settings.name + "-gateway-" + number,
        port,
        program,
        environment(installation.gatewayAccess()));
  }

  private Map<String, String> environment(Path kubeconfig) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("KEELAGE_NAMESPACE", Installation.NAMESPACE);
    environment.putAll(redis.environment());
    environment.put("KEELAGE_POSTGRES_URL", postgres.uri());
    environment.put("KEELAGE_MOCK_ENABLED", "true");
    environment.putAll(settings.environment);
    return environment;
  }

  /** What an installation is like. */
  public static final class Builder {
    private final String name;
    private final Map<String, String> environment = new HashMap<>();
    private Path logs = Path.of("target", "e2e-logs");
    private Optional<Redis> redis = Optional.empty();
    private int gateways = 2;
    private int firstPort;
    private int ledgerPort;

    private Builder(String name) {
      this.name = name;
    }

    /** How many gateways; 2 if not said. */
    public Builder gateways(int count) {
      gateways = count;
      return this;
    }

    /** Counts in this cluster, which the stage will close; if not said, in one new Redis. */
    public Builder redis(RedisCluster cluster) {
      redis = Optional.of(Redis.of(cluster));
      return this;
    }

    /** Where the first gateway serves callers, and the others behind it; if not said, anywhere. */
    public Builder firstPort(int port) {
      firstPort = port;
      return this;
    }

    /** Where the operator answers questions about the ledger; if not said, it answers none. */
    public Builder ledgerPort(int port) {
      ledgerPort = port;
      return this;
    }

    /** A setting of operator and gateways, as an environment variable. */
    public Builder env(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Directory of the processes' logs. */
    public Builder logs(Path directory) {
      logs = directory;
      return this;
    }

    /** Starts on a new control plane of whatever sort. */
    public Stage start() {
      return startOn(ControlPlane.start());
    }

    /** Starts on this control plane, which nobody else uses and which the stage will close. */
    public Stage startOn(ControlPlane cluster) {
      return new Stage(cluster, this);
    }
  }
}
