package dev.keelage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** K3s in a container; the image can be set by {@code KEELAGE_TEST_K3S_IMAGE}. */
final class K3sControlPlane implements ControlPlane {
  private static final String DEFAULT_IMAGE = "rancher/k3s:v1.36.3-k3s1";

  private final K3sContainer container;
  private final Path directory;
  private final Path kubectl;

  private K3sControlPlane(K3sContainer container, Path kubectl) {
    this.container = container;
    this.directory = TempDirectory.create("k3s");
    this.kubectl = kubectl;
  }

  static K3sControlPlane start() {
    var kubectl =
        Programs.find("kubectl")
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Install kubectl: tests run it against K3s in Docker"));
    var image = Optional.ofNullable(System.getenv("KEELAGE_TEST_K3S_IMAGE")).orElse(DEFAULT_IMAGE);
    var container = new K3sContainer(DockerImageName.parse(image));
    container.start();
    var plane = new K3sControlPlane(container, kubectl);
    try {
      Files.writeString(plane.adminKubeconfig(), container.getKubeConfigYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plane;
  }

  @Override
  public Path adminKubeconfig() {
    return directory.resolve("admin.kubeconfig");
  }

  @Override
  public Path kubectlProgram() {
    return kubectl;
  }

  @Override
  public void close() {
    container.stop();
    TempDirectory.delete(directory);
  }
}
