package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code make cluster}: what it prints works when pasted, and nothing survives its end. */
@Timeout(480)
class LocalClusterE2E {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void whatItPrintsWorksAndNothingOutlivesIt() throws Exception {
    int port = FreePort.next();
    var cluster =
        JavaProcess.mainClass(LocalCluster.class)
            .name("local-cluster")
            .arguments(Integer.toString(port))
            .start();
    String export = cluster.awaitLog("export KUBECONFIG=", PATIENCE).strip();
    cluster.awaitLog("Ctrl-C", PATIENCE);
    String path = cluster.awaitLog("export PATH=", PATIENCE).strip();
    String curl = cluster.awaitLog("curl ", PATIENCE).strip();
    String kubectl = cluster.awaitLog("kubectl get keelage -A", PATIENCE).strip();
    String spend = cluster.awaitLog("spend?by=model", PATIENCE).strip();

    assertThat(curl).contains("http://127.0.0.1:" + port);
    assertThat(shell(curl)).contains("\"object\":\"chat.completion\"");
    assertThat(shell(String.join("\n", export, path, kubectl)))
        .contains("search-monthly", "indexer", "demo");
    assertThat(shell(String.join("\n", export, path, spend))).contains("\"by\":\"model\"");

    operatorOf(cluster).destroyForcibly();
    cluster.awaitLog("cluster-operator ended with 137; it is started again in 1.0 s", PATIENCE);
    await("it is").atMost(PATIENCE).until(() -> operatorOf(cluster).isAlive());

    String state = export.substring(export.indexOf('/'), export.lastIndexOf('/'));
    assertThat(processes(state)).isNotEmpty();
    assertThat(cluster.terminate(Duration.ofMinutes(1))).isEqualTo(143);
    await("all ended")
        .atMost(PATIENCE)
        .until(() -> processes(state).isEmpty() && !listens(port) && !listens(port + 1));
  }

  private static ProcessHandle operatorOf(JavaProcess cluster) {
    return await("an operator")
        .atMost(PATIENCE)
        .until(
            () ->
                ProcessHandle.of(cluster.pid())
                    .orElseThrow()
                    .descendants()
                    .filter(
                        each -> each.info().commandLine().orElse("").contains("operator/target"))
                    .filter(ProcessHandle::isAlive)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> processes(String mark) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(mark))
        .map(each -> each.info().commandLine().orElse(""))
        .toList();
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String shell(String line) throws IOException, InterruptedException {
    var process = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
