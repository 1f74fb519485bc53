package dev.keelage.testkit;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A Java program as a process of its own, on the JDK that runs the tests. Its output goes to {@code
 * target/processes/NAME.log}, or where {@link Builder#logs} says. It ends with {@link #close} or
 * with this JVM, however that ends.
 *
 * <pre>{@code
 * var gateway = JavaProcess.jar(jar).name("gateway-1").env("KEELAGE_REDIS_URL", redis.uri()).start();
 * gateway.awaitOk(URI.create("http://127.0.0.1:9000/q/health/ready"), Duration.ofSeconds(30));
 * gateway.kill();
 * gateway.restart();
 * }</pre>
 */
public final class JavaProcess implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final String name;
  private volatile ChildProcess process;
  private int outputBefore;

  private JavaProcess(Builder builder) {
    this.name = builder.name;
    this.command = builder.command();
    this.environment = Map.copyOf(builder.environment);
    this.log = logFile(builder.logs, name);
    this.process = launch();
  }

  /** {@code java -jar JAR}, for example a {@code quarkus-run.jar}. */
  public static Builder jar(Path jar) {
    return new Builder(
        jar.getFileName().toString(), List.of("-jar", jar.toAbsolutePath().toString()));
  }

  /** A class with a main method, on the class path of this JVM. */
  public static Builder mainClass(Class<?> type) {
    return new Builder(
        type.getSimpleName(),
        List.of("-cp", System.getProperty("java.class.path"), type.getName()));
  }

  /** What it is called in messages; the log file too. */
  public String name() {
    return name;
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What this run has written to standard output and standard error so far. */
  public String output() {
    return process.output().substring(outputBefore);
  }

  /**
   * Waits until the output of this run contains the text.
   *
   * @return the first line that contains it
   * @throws IllegalStateException with the end of the output, if that does not happen in time or
   *     the process ends before
   */
  public String awaitLog(String text, Duration patience) {
    await(patience, () -> output().contains(text), "did not write \"" + text + "\"");
    return output().lines().filter(line -> line.contains(text)).findFirst().orElseThrow();
  }

  /**
   * Waits until a GET is answered 200.
   *
   * @throws IllegalStateException with the end of the output, if that does not happen in time or
   *     the process ends before
   */
  public void awaitOk(URI uri, Duration patience) {
    try (var http = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      var request =
          HttpRequest.newBuilder(uri)
              .timeout(patience.compareTo(ANSWER) < 0 ? patience : ANSWER)
              .build();
      await(patience, () -> isOk(http, request), "did not answer 200 on " + uri);
    }
  }

  /**
   * SIGTERM, then SIGKILL when it is not gone within the patience. Returns the exit code (143 or
   * 137 for a signal).
   */
  public int terminate(Duration patience) {
    return process.terminate(patience);
  }

  /** Waits until this run has ended, for whatever reason; returns the exit code. */
  public int awaitEnd() throws InterruptedException {
    return process.awaitEnd();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGSTOP: the process keeps its sockets, and does nothing. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT after {@link #pause}. */
  public void resume() {
    process.resume();
  }

  /** Starts it again with the same settings; kills it before if it runs. */
  public void restart() {
    kill();
    outputBefore = process.output().length();
    process = launch();
  }

  @Override
  public void close() {
    kill();
  }

  private ChildProcess launch() {
    return ChildProcess.start(command, environment, log);
  }

  private void await(Duration patience, BooleanSupplier condition, String complaint) {
    Eventually.holds(
        patience,
        () -> {
          boolean fulfilled = condition.getAsBoolean();
          if (!fulfilled && !process.isAlive()) {
            throw new IllegalStateException(
                "%s ended with %d and %s:\n%s"
                    .formatted(name, process.exitCode(), complaint, endOfOutput()));
          }
          return fulfilled;
        },
        () -> name + " " + complaint + ":\n" + endOfOutput());
  }

  private String endOfOutput() {
    var lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private static boolean isOk(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  private static Path logFile(Path directory, String name) {
    try {
      var file = Files.createDirectories(directory).resolve(name + ".log");
      Files.deleteIfExists(file);
      return Files.createFile(file).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of a process; {@link #start} may be called more than once, under different names. */
  public static final class Builder {
    private final List<String> target;
    private final List<String> flags = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path logs = Path.of("target", "processes");
    private String name;

    private Builder(String name, List<String> target) {
      this.name = name;
      this.target = target;
    }

    /**
     * Names the log file, and the process in messages; to be unique among the processes of a
     * module.
     */
    public Builder name(String newName) {
      name = newName;
      return this;
    }

    /** The directory of the log file. */
    public Builder logs(Path directory) {
      logs = directory;
      return this;
    }

    /** An environment variable, on top of those of this JVM. */
    public Builder env(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** A system property. */
    public Builder property(String key, String value) {
      return flags("-D" + key + "=" + value);
    }

    /** JVM flags, for example {@code -Xmx256m}. */
    public Builder flags(String... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** Arguments of the program. */
    public Builder arguments(String... more) {
      arguments.addAll(List.of(more));
      return this;
    }

    /** Starts the process, and does not wait for anything. */
    public JavaProcess start() {
      return new JavaProcess(this);
    }

    private List<String> command() {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(flags);
      command.addAll(target);
      command.addAll(arguments);
      return List.copyOf(command);
    }
  }
}
