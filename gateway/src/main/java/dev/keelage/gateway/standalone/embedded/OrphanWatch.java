package dev.keelage.gateway.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the servers when this JVM is gone, even by SIGKILL. A small shell waits for the end of a
 * pipe, which is the end of the JVM whatever its cause.
 */
final class OrphanWatch implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      while read -r line; do :; done
      for file; do
        [ -f "$file" ] || continue
        read -r pid < "$file"
        case $(ps -o comm= -p "$pid") in *redis*|*postgres*) kill -INT "$pid" ;; esac
      done
      """;

  private final Process shell;

  private OrphanWatch(Process shell) {
    this.shell = shell;
  }

  /**
   * @param pidFiles read when the time has come
   */
  static OrphanWatch over(List<Path> pidFiles) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "keelage-orphan-watch"));
    pidFiles.forEach(file -> command.add(file.toString()));
    try {
      return new OrphanWatch(
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servers have ended: nothing is left to watch. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
