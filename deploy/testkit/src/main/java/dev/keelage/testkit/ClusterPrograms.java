package dev.keelage.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the programs of a control plane are.
 *
 * @param directory holds etcd, kube-apiserver, kube-controller-manager and kubectl
 * @param scripts {@code deploy/cluster} of this source tree
 */
record ClusterPrograms(Path directory, Path scripts) {
  private static final System.Logger LOG = System.getLogger(ClusterPrograms.class.getName());
  private static final List<String> NAMES =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");

  /** Those of {@code KUBEBUILDER_ASSETS}, else those that build.sh built or now builds. */
  static ClusterPrograms locate() {
    var scripts = scriptDirectory();
    var given =
        Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).filter(value -> !value.isBlank());
    var directory = given.map(Path::of).orElseGet(() -> build(scripts));
    var missing =
        NAMES.stream().filter(name -> !Files.isExecutable(directory.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "%s has no %s; unset KUBEBUILDER_ASSETS to have all of them built by deploy/cluster/build.sh"
              .formatted(directory, String.join(", ", missing)));
    }
    return new ClusterPrograms(directory, scripts);
  }

  private static Path build(Path scripts) {
    LOG.log(
        System.Logger.Level.INFO,
        "API server from deploy/cluster/build.sh, whose first run takes minutes");
    var result = CommandResult.of(List.of(scripts.resolve("build.sh").toString()));
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "No Kubernetes API server to test against. Start Docker, or install Go 1.21 or newer, or set KUBEBUILDER_ASSETS to a"
              + " directory with %s. deploy/cluster/build.sh said: %s"
                  .formatted(String.join(", ", NAMES), result.error()));
    }
    return Path.of(result.output().strip());
  }

  /** {@code deploy/cluster} of this source tree. */
  static Path scriptDirectory() {
    var start = Path.of("").toAbsolutePath();
    return Stream.iterate(start, directory -> directory != null, Path::getParent)
        .map(directory -> directory.resolve("deploy/cluster"))
        .filter(scripts -> Files.isExecutable(scripts.resolve("up.sh")))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(start + " is not inside of a Keelage source tree"));
  }
}
