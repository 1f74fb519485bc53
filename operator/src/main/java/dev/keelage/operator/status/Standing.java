package dev.keelage.operator.status;

import dev.keelage.compiler.Finding;
import dev.keelage.operator.publish.Rollout.Coverage;
import java.util.List;

/**
 * How one object stands, of one generation: all that its status says of compile and rollout.
 *
 * @param served it is part of the snapshot
 * @param deployments how many of a Model's deployments are served; 0 for other kinds
 * @param keyPrefix how a VirtualKey's newest key begins; empty for other kinds
 * @param coverage which gateways serve this generation
 */
public record Standing(
    long generation,
    List<Finding> findings,
    boolean served,
    int deployments,
    String keyPrefix,
    Coverage coverage) {
  public Standing {
    findings = List.copyOf(findings);
  }

  Standing with(Coverage next) {
    return new Standing(generation, findings, served, deployments, keyPrefix, next);
  }

  /** Something of it is left out. */
  public boolean faulty() {
    return !findings.stream().allMatch(Finding::ok);
  }

  /** Nothing about it is on its way. */
  boolean settled() {
    return !served || coverage.complete() || coverage.error().isPresent();
  }

  /** Differs in the number of gateways at the most. */
  boolean saysTheSameAs(Standing other) {
    return generation == other.generation
        && served == other.served
        && deployments == other.deployments
        && keyPrefix.equals(other.keyPrefix)
        && coverage.complete() == other.coverage.complete()
        && coverage.error().equals(other.coverage.error())
        && (coverage.gateways() == 0) == (other.coverage.gateways() == 0)
        && findings.equals(other.findings);
  }
}
