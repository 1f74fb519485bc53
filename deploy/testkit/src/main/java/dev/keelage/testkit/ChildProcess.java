package dev.keelage.testkit;

import dev.keelage.testkit.DeathWatch.Detached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a program: its output goes to a file, and it never outlives this JVM. */
final class ChildProcess {
  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the command with the inherited environment and these variables on top; standard output
   * and error are appended to the log.
   */
  static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
    var builder =
        new ProcessBuilder(Detached.command(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      DeathWatch.kill(process.pid());
      var _ = process.onExit().thenRun(() -> DeathWatch.spare(process.pid()));
      return new ChildProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  String output() {
    try {
      // Lenient, as the last character may be half written.
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, then SIGKILL when it is not gone within the patience. Returns the exit code. */
  int terminate(Duration patience) {
    process.destroy();
    if (!waitFor(patience)) {
      kill();
    }
    return process.exitValue();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    if (!waitFor(Duration.ofSeconds(30))) {
      throw new IllegalStateException("process " + pid() + " survived SIGKILL");
    }
  }

  /** SIGSTOP: the process keeps its sockets, and answers nothing. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT after {@link #pause}. */
  void resume() {
    signal("CONT");
  }

  private boolean waitFor(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for process " + pid(), e);
    }
  }

  private void signal(String name) {
    var result = CommandResult.of(List.of("kill", "-" + name, Long.toString(pid())));
    if (result.exitCode() != 0) {
      throw new IllegalStateException("cannot signal process " + pid() + ": " + result.error());
    }
  }
}
