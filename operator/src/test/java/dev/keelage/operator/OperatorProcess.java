package dev.keelage.operator;

import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged operator as a process of its own, as in its container. */
final class OperatorProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  private final Process process;
  private final Path log;
  private final int port;

  private OperatorProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  static OperatorProcess start(Path kubeconfig, Map<String, String> settings, String... arguments) {
    int port = FreePort.next();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
    try {
      Path log = Files.createTempFile("operator", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              new ArrayList<>(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:+UseSerialGC",
                      "-jar",
                      Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString())));
      builder.command().addAll(List.of(arguments));
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new OperatorProcess(process, log, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OperatorProcess awaitReady() {
    await("operator ready; its log: " + log)
        .atMost(START)
        .ignoreExceptions()
        .until(() -> !process.isAlive() || get("/q/health/ready").statusCode() == 200);
    if (!process.isAlive()) {
      throw new IllegalStateException("the operator ended: " + log());
    }
    return this;
  }

  String body(String path) {
    try {
      return get(path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether there are objects of that package's classes in it. */
  boolean uses(String packageName) {
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(process.pid());
    try {
      Path classes = Files.createTempFile("classes", ".txt");
      int status =
          new ProcessBuilder(program, pid, "GC.class_histogram", "-all")
              .redirectErrorStream(true)
              .redirectOutput(classes.toFile())
              .start()
              .waitFor();
      String text = Files.readString(classes);
      if (status != 0) {
        throw new IllegalStateException(text);
      }
      return text.contains(" " + packageName + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean leads() {
    return body("/q/health/ready").contains("\"leads\": true");
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, as Kubernetes does. */
  int stop() throws InterruptedException {
    process.destroy();
    return ended();
  }

  /** Its exit status, when it has ended. */
  int ended() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the operator does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
