package dev.keelage.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process on cores of its own, ended with this one at the latest. */
public final class Child implements AutoCloseable {
  private static final int LAST_LINES = 5;

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts a server whose whole output goes to the log. */
  public static Child server(String cpus, List<String> command, Map<String, String> env, Path log)
      throws IOException {
    ProcessBuilder builder = pinned(cpus, command, env, log);
    return new Child(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /** Starts a server on whatever core there is. */
  public static Child server(List<String> command, Map<String, String> env, Path log)
      throws IOException {
    ProcessBuilder builder = logged(command, env, log);
    return new Child(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /** Starts a process that is spoken to over its input and output; its errors go to the log. */
  public static Child partner(String cpus, List<String> command, Path log) throws IOException {
    return new Child(pinned(cpus, command, Map.of(), log).redirectError(log.toFile()).start(), log);
  }

  /** A command that runs this program's main class with these arguments. */
  public static List<String> self(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms128m", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.keelage.perf.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static ProcessBuilder pinned(
      String cpus, List<String> command, Map<String, String> env, Path log) throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cpus));
    pinned.addAll(command);
    return logged(pinned, env, log);
  }

  private static ProcessBuilder logged(List<String> command, Map<String, String> env, Path log)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    return builder;
  }

  /**
   * To be asked while waiting for what the process does.
   *
   * @throws IllegalStateException with the end of its log, if it has ended
   */
  public void demandAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "ended with exit code %d: %s%n%s"
              .formatted(process.exitValue(), log, lastLines().indent(2)));
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  public Process process() {
    return process;
  }

  public Path log() {
    return log;
  }

  /** What the process and all its descendants have used. */
  public ProcessUsage usage() throws IOException {
    ProcessUsage sum = ProcessUsage.of(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      sum = sum.plus(ProcessUsage.of(child.pid()));
    }
    return sum;
  }

  /** Ends the process as an administrator would, then as the kernel would. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
