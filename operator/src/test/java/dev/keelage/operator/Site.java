package dev.keelage.operator;

import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ObjectStatus;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotObjects;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One installation: a namespace for operator and gateways, a platform team's namespace and a
 * tenant's, watched by operators that run under the chart's permissions.
 */
final class Site implements AutoCloseable {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String home = Cluster.namespace("keelage");
  final String platform = Cluster.namespace("platform");
  final String tenant = Cluster.namespace("tenant");
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<KubernetesClient> clients = new ArrayList<>();

  private final boolean everywhere;

  Site() {
    this(false);
  }

  /**
   * @param everywhere the operator serves all namespaces of the cluster, not only this site's
   */
  Site(boolean everywhere) {
    this.everywhere = everywhere;
    Cluster.grantOperator(home, everywhere ? List.of() : List.of(platform, tenant));
    Cluster.grantGateway(home);
  }

  /** Starts an operator with these settings besides the usual ones. */
  ControlPlane operator(Map<String, String> settings) {
    return operator(settings, Clock.systemUTC());
  }

  /** The same on another clock. */
  ControlPlane operator(Map<String, String> settings, Clock clock) {
    Map<String, String> all = new HashMap<>();
    all.put("keelage.namespace", home);
    if (!everywhere) {
      all.put("keelage.watch-namespaces", platform + "," + tenant);
    }
    all.put("keelage.platform-namespaces", platform);
    all.put("keelage.mock.enabled", "true");
    all.put("keelage.leader-election.enabled", "false");
    all.putAll(settings);
    ControlPlane operator =
        new ControlPlane(
            settings(all),
            as("keelage-operator"),
            VERTX,
            new SimpleMeterRegistry(),
            clock,
            () -> {});
    operator.start();
    running.add(operator);
    return operator;
  }

  ControlPlane operator() {
    return operator(Map.of());
  }

  FakeGateway gateway(String name) {
    FakeGateway gateway = new FakeGateway(as("keelage-gateway"), home, name);
    running.add(gateway);
    return gateway;
  }

  /** Applies YAML in which {@code PLATFORM} and {@code TENANT} stand for the namespaces. */
  void apply(String yaml) {
    Cluster.PLANE.apply(yaml.replace("PLATFORM", platform).replace("TENANT", tenant));
  }

  /** Waits until the object has the condition, and returns it. */
  <S, T extends ObjectStatus, R extends CustomResource<S, T>> Condition condition(
      Class<R> kind,
      String namespace,
      String name,
      ConditionType type,
      Predicate<Condition> wanted) {
    return await(kind.getSimpleName() + " " + name + " " + type.text())
        .atMost(PATIENCE)
        .until(
            () -> {
              R resource =
                  Cluster.ADMIN.resources(kind).inNamespace(namespace).withName(name).get();
              return Optional.ofNullable(resource)
                  .filter(each -> each.getStatus() != null)
                  .flatMap(
                      each ->
                          each.getStatus()
                              .condition(type)
                              .filter(
                                  condition ->
                                      each.getMetadata()
                                          .getGeneration()
                                          .equals(condition.observedGeneration())));
            },
            found -> found.filter(wanted).isPresent())
        .orElseThrow();
  }

  /** Waits until the published snapshot is as wanted. */
  Snapshot published(Predicate<Snapshot> wanted) {
    return await("snapshot")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> PublishedSnapshot.read(Cluster.ADMIN, home), wanted);
  }

  SnapshotIndex index() {
    return PublishedSnapshot.index(Cluster.ADMIN, home);
  }

  List<Secret> shards() {
    return Cluster.ADMIN
        .secrets()
        .inNamespace(home)
        .withLabels(SnapshotObjects.shardLabels())
        .list()
        .getItems();
  }

  private KubernetesClient as(String account) {
    KubernetesClient client = Cluster.client(Cluster.PLANE.serviceAccount(home, account));
    clients.add(client);
    return client;
  }

  private static OperatorSettings settings(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(OperatorSettings.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(OperatorSettings.class);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : running.reversed()) {
      each.close();
    }
    clients.forEach(KubernetesClient::close);
  }
}
