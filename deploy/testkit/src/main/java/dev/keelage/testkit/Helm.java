package dev.keelage.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Helm that tests run, without a configuration of the user's. */
public record Helm(Path program) {

  /**
   * Finds it in {@code KUBEBUILDER_ASSETS}, then in {@code PATH}; else has it built by {@code
   * deploy/cluster/build.sh}, once per user.
   *
   * @throws IllegalStateException saying what to install, when it cannot be had
   */
  public static Helm locate() {
    return new Helm(inAssets().or(() -> Programs.find("helm")).orElseGet(Helm::build));
  }

  /** Runs it to its end, and leaves its success to the caller. */
  public CommandResult run(List<String> arguments) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return CommandResult.of(command);
  }

  private static Optional<Path> inAssets() {
    return Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS"))
        .filter(value -> !value.isBlank())
        .map(directory -> Path.of(directory, "helm"))
        .filter(Files::isExecutable);
  }

  private static Path build() {
    var script = ClusterPrograms.scriptDirectory().resolve("build.sh");
    var result = CommandResult.of(List.of(script.toString(), "helm"));
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "No Helm to test the charts with. Install Helm 3.17 or newer, or Go 1.21 or newer. deploy/cluster/build.sh said: "
              + result.error());
    }
    return Path.of(result.output().strip(), "helm");
  }
}
