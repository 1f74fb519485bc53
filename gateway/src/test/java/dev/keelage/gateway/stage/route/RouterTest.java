package dev.keelage.gateway.stage.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ModelEntry.Deployment;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import dev.keelage.snapshot.ModelEntry.Unpriced;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.ProviderEntry.Type;
import dev.keelage.snapshot.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void drawsByWeight() {
    ServedModel model = model(3, 80, 20);
    int first = 0;
    for (int i = 0; i < 10_000; i++) {
      if (names(Router.plan(model, random, false)).getFirst().equals("d0")) {
        first++;
      }
    }
    assertThat(first / 10_000.0).isCloseTo(0.8, within(0.02));
  }

  @Test
  void asksEachDeploymentOnceBeforeAnyTwice() {
    for (int i = 0; i < 1_000; i++) {
      List<String> plan = names(Router.plan(model(6, 5, 1, 3), random, false));
      assertThat(plan).hasSize(6);
      assertThat(plan.subList(0, 3)).containsExactlyInAnyOrder("d0", "d1", "d2");
      assertThat(plan.subList(3, 6)).isEqualTo(plan.subList(0, 3));
    }
  }

  @Test
  void weightNothingComesLastAndInOrder() {
    for (int i = 0; i < 100; i++) {
      assertThat(names(Router.plan(model(4, 0, 10, 0, 1), random, false)).subList(2, 4))
          .containsExactly("d0", "d2");
    }
  }

  @Test
  void isBoundedByTheModelsAttempts() {
    assertThat(Router.plan(model(1, 1, 1, 1), random, false)).hasSize(1);
    assertThat(names(Router.plan(model(3, 1), random, false))).containsExactly("d0", "d0", "d0");
  }

  @Test
  void usesDeploymentsOfWeightNothingWhereThereAreNoOthers() {
    assertThat(names(Router.plan(model(2, 0, 0), random, false))).containsExactly("d0", "d1");
  }

  private static List<String> names(List<ServedDeployment> plan) {
    return plan.stream().map(deployment -> deployment.entry().name()).toList();
  }

  private static ServedModel model(int maxAttempts, int... weights) {
    ProviderEntry provider =
        new ProviderEntry("n/p", Type.OPENAI, "http://v", null, Map.of(), Sharing.none(), null);
    List<ServedDeployment> deployments = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      deployments.add(
          new ServedDeployment(new Deployment("d" + i, "n/p", "m", weights[i], null), provider));
    }
    ModelEntry entry =
        new ModelEntry(
            "n/m",
            "m",
            List.of(),
            deployments.stream().map(ServedDeployment::entry).toList(),
            maxAttempts,
            new Timeouts(1, 1, 1, 1),
            Unpriced.ALLOW,
            Sharing.none());
    return new ServedModel(entry, deployments, List.of());
  }
}
