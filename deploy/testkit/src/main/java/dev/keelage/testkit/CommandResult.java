package dev.keelage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command that ran to its end left.
 *
 * @param exitCode 0 for success
 * @param output standard output, as UTF-8 text
 * @param error standard error, as UTF-8 text
 */
public record CommandResult(int exitCode, String output, String error) {

  /** Runs the command to its end, without input. */
  static CommandResult of(List<String> command) {
    return of(command, "");
  }

  /** Runs the command to its end with this text as its standard input. */
  static CommandResult of(List<String> command, String input) {
    try {
      // Files, not pipes: a command that leaves a daemon behind would keep a pipe open for ever.
      var files = Files.createTempDirectory("keelage-command");
      try {
        return run(command, input, files);
      } finally {
        for (var name : List.of("in", "out", "err")) {
          Files.deleteIfExists(files.resolve(name));
        }
        Files.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }

  private static CommandResult run(List<String> command, String input, Path files)
      throws IOException, InterruptedException {
    var in = Files.writeString(files.resolve("in"), input, StandardCharsets.UTF_8);
    var out = files.resolve("out");
    var err = files.resolve("err");
    var process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    DeathWatch.kill(process.pid());
    int exitCode = process.waitFor();
    DeathWatch.spare(process.pid());
    return new CommandResult(exitCode, Files.readString(out), Files.readString(err));
  }
}
