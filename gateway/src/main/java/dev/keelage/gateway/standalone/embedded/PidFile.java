package dev.keelage.gateway.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The file in which a server notes its process number.
 *
 * @param program part of the program's file name: after a crash the number may belong to something
 *     else
 */
record PidFile(Path file, String program) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The server's process, if it runs. */
  Optional<ProcessHandle> process() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(lines.getFirst().trim())).filter(this::isServer);
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the server in good order (SIGINT, which both Redis and Postgres take as a prompt and clean
   * shutdown), by force if it does not, and removes what a crash has left.
   */
  void end() {
    process().ifPresent(PidFile::end);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isServer(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName().toString().contains(program))
        .orElse(false);
  }

  private static void end(ProcessHandle process) {
    List<ProcessHandle> children = process.descendants().toList();
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      kill(process, children);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill(process, children);
    }
  }

  private static void kill(ProcessHandle process, List<ProcessHandle> children) {
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
