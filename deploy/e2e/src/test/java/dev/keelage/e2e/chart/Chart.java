package dev.keelage.e2e.chart;

import dev.keelage.testkit.CommandResult;
import dev.keelage.testkit.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A chart in the hands of Helm; its release has its name. */
record Chart(Helm helm, Path directory) {
  /** What Helm assumes where it has no cluster to ask. */
  private static final List<String> KUBERNETES = List.of("--kube-version", "1.36.0");

  /** {@code charts/keelage}. */
  static Chart ofSourceTree() {
    var directory =
        Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
            .map(path -> path.resolve("charts/keelage"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();
    return new Chart(Helm.locate(), directory);
  }

  /** The sets of values in {@code ci}. */
  static List<String> valueSets() {
    try (var files = Files.list(ofSourceTree().directory().resolve("ci"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String valueFile(String set) {
    return directory.resolve("ci").resolve(set).toString();
  }

  CommandResult lint(String... arguments) {
    return run(KUBERNETES, "lint", "--strict", arguments);
  }

  CommandResult template(String namespace, String... arguments) {
    var options = new ArrayList<>(KUBERNETES);
    options.addAll(List.of("--namespace", namespace));
    return run(options, "template", name(), arguments);
  }

  /** As for a cluster of another version. */
  CommandResult templateFor(String kubernetes, String... arguments) {
    return run(List.of("--kube-version", kubernetes), "template", name(), arguments);
  }

  /** Everything but the kinds, as YAML. */
  String rendered(String namespace, String... arguments) {
    var result = template(namespace, arguments);
    if (result.exitCode() != 0) {
      throw new IllegalStateException("helm template: " + result.error());
    }
    return result.output();
  }

  /** {@code helm install} or {@code upgrade} as the administrator of a cluster. */
  CommandResult release(String verb, Path kubeconfig, String namespace, String... arguments) {
    var options = List.of("--kubeconfig", kubeconfig.toString(), "--namespace", namespace);
    return run(options, verb, name(), arguments);
  }

  private String name() {
    return directory.getFileName().toString();
  }

  private CommandResult run(List<String> options, String verb, String first, String... more) {
    var command = new ArrayList<>(List.of(verb, first, directory.toString()));
    command.addAll(options);
    command.addAll(List.of(more));
    return helm.run(command);
  }
}
