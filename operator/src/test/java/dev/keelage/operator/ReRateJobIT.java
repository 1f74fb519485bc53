package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Job that people edit and create to rate a past period again, as it is shipped. */
class ReRateJobIT {
  private static final Path SHIPPED = Path.of("..", "deploy", "ledger", "re-rate.yaml");

  private final String namespace = Cluster.namespace("re-rate");
  private final String yaml =
      shipped().replace("namespace: keelage\n", "namespace: " + namespace + "\n");
  private final Job job = Serialization.unmarshal(yaml, Job.class);
  private final Container container =
      job.getSpec().getTemplate().getSpec().getContainers().getFirst();

  ReRateJobIT() {
    Cluster.PLANE.kubectl(
        "label",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/enforce=restricted",
        "pod-security.kubernetes.io/warn=restricted");
    Cluster.grantOperator(namespace, List.of(namespace));
  }

  @Test
  void isTakenWhereOnlyRestrictedPodsAre() {
    var created =
        Cluster.PLANE.tryKubectl(yaml, "create", "--dry-run=server", "-o=name", "-f", "-");

    assertThat(created.exitCode()).as(created.error()).isZero();
    assertThat(created.error()).isEmpty();
    assertThat(created.output()).startsWith("job.batch/keelage-re-rate-");
    assertThat(Cluster.ADMIN.pods().inNamespace(namespace).resource(pod()).dryRun().create())
        .isNotNull();
    Pod root = pod();
    root.getSpec().getSecurityContext().setRunAsNonRoot(false);
    assertThatThrownBy(
            () -> Cluster.ADMIN.pods().inNamespace(namespace).resource(root).dryRun().create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("restricted");
  }

  @Test
  void runsAWordThatTheImageKnowsAndOnlyTells() {
    assertThat(container.getCommand()).as("the image's own entry point").isEmpty();
    assertThat(container.getArgs()).doesNotContain("--apply");

    List<String> told = container.getArgs();
    assertThat(CommandLine.of(told.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            CommandLine.ReRate.class, each -> assertThat(each.order().apply()).isFalse());

    List<String> applied = new ArrayList<>(told);
    applied.add("--apply");
    assertThat(CommandLine.of(applied.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            CommandLine.ReRate.class, each -> assertThat(each.order().apply()).isTrue());
  }

  @Test
  void hasWhatTheCommandAsksItsSurroundingsFor() {
    assertThat(container.getEnv())
        .extracting(EnvVar::getName)
        .containsExactlyInAnyOrder(
            "KEELAGE_NAMESPACE", "KEELAGE_POSTGRES_URL", "KEELAGE_REDIS_URL", "KEELAGE_REDIS_MODE");
    String account =
        "system:serviceaccount:%s:%s"
            .formatted(namespace, job.getSpec().getTemplate().getSpec().getServiceAccountName());
    assertThat(
            Cluster.PLANE.kubectl(
                "auth",
                "can-i",
                "get",
                "secrets/keelage-snapshot-index",
                "-n",
                namespace,
                "--as",
                account))
        .contains("yes");
  }

  /** What the Job's controller would make of it. */
  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("keelage-re-rate-")
        .withNamespace(namespace)
        .endMetadata()
        .withSpec(Serialization.clone(job).getSpec().getTemplate().getSpec())
        .build();
  }

  private static String shipped() {
    try {
      return Files.readString(SHIPPED);
    } catch (IOException e) {
      throw new AssertionError(SHIPPED + " cannot be read", e);
    }
  }
}
