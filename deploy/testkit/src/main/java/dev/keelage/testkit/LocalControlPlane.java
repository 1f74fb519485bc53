package dev.keelage.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * etcd, kube-apiserver and kube-controller-manager on loopback, by the scripts in {@code
 * deploy/cluster}.
 */
public final class LocalControlPlane implements ControlPlane {
  private static final String API_SERVER = "kube-apiserver";

  private final ClusterPrograms programs;
  private final Path state;

  private LocalControlPlane(ClusterPrograms programs) {
    this.programs = programs;
    this.state = TempDirectory.create("cluster");
  }

  static LocalControlPlane start(ClusterPrograms programs) {
    var plane = new LocalControlPlane(programs);
    plane.startApiServer();
    return plane;
  }

  /** Ends the API server at once; etcd keeps all it answered. Clients see refused connections. */
  public void stopApiServer() {
    run("down.sh", state.toString(), API_SERVER);
  }

  /**
   * Brings the API server back on its old port with its old state, and returns when it is ready.
   */
  public void startApiServer() {
    run("up.sh", programs.directory().toString(), state.toString());
  }

  @Override
  public Path adminKubeconfig() {
    return state.resolve("admin.kubeconfig");
  }

  @Override
  public Path kubectlProgram() {
    return programs.directory().resolve("kubectl");
  }

  @Override
  public void close() {
    run("down.sh", state.toString());
  }

  private void run(String script, String... arguments) {
    var command = new ArrayList<>(List.of(programs.scripts().resolve(script).toString()));
    command.addAll(List.of(arguments));
    var result = CommandResult.of(command);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(script + " failed: " + result.error());
    }
  }
}
