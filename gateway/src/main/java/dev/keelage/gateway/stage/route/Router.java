package dev.keelage.gateway.stage.route;

import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Weighted choice among a model's deployments. */
public final class Router {
  private Router() {}

  /**
   * The deployments to ask, one per attempt. Each is drawn with a probability proportional to its
   * weight among those not drawn yet; weight 0 stands at the end, in the order of the resource.
   * Where the model allows more attempts than it has deployments, the same order starts over.
   *
   * @return {@code maxAttempts} deployments, at least one
   */
  public static List<ServedDeployment> plan(ServedModel model, RandomGenerator random) {
    List<ServedDeployment> once = drawn(model.deployments(), random);
    int attempts = model.entry().maxAttempts();
    List<ServedDeployment> plan = new ArrayList<>(attempts);
    for (int i = 0; i < attempts; i++) {
      plan.add(once.get(i % once.size()));
    }
    return plan;
  }

  private static List<ServedDeployment> drawn(
      List<ServedDeployment> deployments, RandomGenerator random) {
    if (deployments.size() == 1) {
      return deployments;
    }
    List<ServedDeployment> left = new ArrayList<>(deployments);
    List<ServedDeployment> drawn = new ArrayList<>(deployments.size());
    long total = left.stream().mapToLong(deployment -> deployment.entry().weight()).sum();
    while (total > 0) {
      ServedDeployment next = draw(left, random.nextLong(total));
      total -= next.entry().weight();
      left.remove(next);
      drawn.add(next);
    }
    drawn.addAll(left);
    return drawn;
  }

  private static ServedDeployment draw(List<ServedDeployment> left, long point) {
    long passed = 0;
    for (ServedDeployment deployment : left) {
      passed += deployment.entry().weight();
      if (point < passed) {
        return deployment;
      }
    }
    throw new IllegalStateException("the point lies beyond the total weight");
  }
}
