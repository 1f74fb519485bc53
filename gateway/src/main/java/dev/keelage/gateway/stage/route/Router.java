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
   * @param passingBy whether deployments may be passed by, so that an attempt may take more than
   *     one place in the plan
   * @return {@code maxAttempts} deployments, at least one; as many for each deployment where some
   *     may be passed by
   */
  public static List<ServedDeployment> plan(
      ServedModel model, RandomGenerator random, boolean passingBy) {
    List<ServedDeployment> once = drawn(model.deployments(), random);
    int places = model.entry().maxAttempts() * (passingBy ? once.size() : 1);
    List<ServedDeployment> plan = new ArrayList<>(places);
    for (int i = 0; i < places; i++) {
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
