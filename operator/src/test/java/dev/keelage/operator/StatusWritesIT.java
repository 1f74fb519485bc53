package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Model;
import dev.keelage.api.VirtualKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the operator writes a status, and that it hears of everything meanwhile. */
class StatusWritesIT {
  private static final int CHANGES = 25;
  private static final int KEYS = 20;

  private final Site site = new Site();

  @BeforeEach
  void start() {
    site.operator(Map.of(), unhurried());
    site.gateway("a");
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    site.condition(
        Model.class, site.platform, "demo", ConditionType.READY, c -> c.status() == TRUE);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void servesChangesThatOthersMakeWhileItWritesAStatus() {
    for (int i = 0; i < CHANGES; i++) {
      String alias = "alias-" + i;
      Cluster.ADMIN
          .resources(Model.class)
          .inNamespace(site.platform)
          .withName("demo")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"aliases\":[\"%s\"]}}".formatted(alias));
      // Seen before the gateway has it: the status is written while the next change arrives.
      site.published(
          snapshot ->
              snapshot.models().stream().anyMatch(model -> model.aliases().contains(alias)));
    }
  }

  @Test
  void writesAgainWhatSomebodyTookOutOfAStatus() {
    Cluster.PLANE.kubectl(
        "patch",
        "model",
        "demo",
        "-n",
        site.platform,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"conditions\":[]}}");

    site.condition(
        Model.class, site.platform, "demo", ConditionType.READY, c -> c.status() == TRUE);
  }

  @Test
  void saysAllOfANewKeyInOneStatus() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Watch ignored =
        Cluster.ADMIN.resources(VirtualKey.class).inNamespace(site.tenant).watch(noting(seen))) {
      for (int i = 0; i < KEYS; i++) {
        site.apply(
            """
            apiVersion: keelage.dev/v1alpha1
            kind: VirtualKey
            metadata: {name: app-%d, namespace: TENANT}
            spec: {}
            """
                .formatted(i));
      }
      for (int i = 0; i < KEYS; i++) {
        site.condition(
            VirtualKey.class,
            site.tenant,
            "app-" + i,
            ConditionType.READY,
            c -> c.status() == TRUE);
      }
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  /**
   * Two seconds after it has published something, an operator says how far gateways are, and again
   * when they have it. On a busy machine they need longer than that, so these seconds are long.
   */
  private static Clock unhurried() {
    Instant start = Instant.now();
    InstantSource slow = () -> start.plus(Duration.between(start, Instant.now()).dividedBy(20));
    return slow.withZone(ZoneOffset.UTC);
  }

  /** The names of the keys as they change; their creation is no change. */
  private static Watcher<VirtualKey> noting(List<String> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, VirtualKey key) {
        if (action == Action.MODIFIED) {
          seen.add(key.getMetadata().getName());
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new KubernetesClientException("the watch ended", cause);
      }
    };
  }
}
