package dev.keelage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the processes a JVM started, and removes their directories, when that JVM ends: by return,
 * by exception, by Ctrl-C or by SIGKILL.
 *
 * <p>A small shell process reads what to watch from a pipe. The end of the pipe is the end of the
 * JVM, whatever its cause.
 */
final class DeathWatch {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=' '
      while read -r verb what; do
        case $verb in
          kill) pids="$pids$what " ;;
          spare) case $pids in *" $what "*) pids="${pids%% $what *} ${pids#* $what }" ;; esac ;;
          remove) set -- "$@" "$what" ;;
        esac
      done
      for pid in $pids; do kill -9 "$pid"; kill -9 "-$pid"; done
      for directory; do
        for file in "$directory"/*.pid; do [ ! -f "$file" ] || kill -9 "$(cat "$file")"; done
        rm -rf -- "$directory"
      done
      """;

  private static final DeathWatch OF_THIS_JVM = new DeathWatch();

  private final Writer orders;

  private DeathWatch() {
    try {
      orders =
          new ProcessBuilder(Detached.command(List.of("sh", "-c", SCRIPT, "death-watch")))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .outputWriter(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process, and its process group if it leads one, when this JVM has ended. */
  static void kill(long pid) {
    OF_THIS_JVM.order("kill " + pid);
  }

  /**
   * Takes back {@link #kill}: to be called when the process has ended, as its number may be given
   * to another.
   */
  static void spare(long pid) {
    OF_THIS_JVM.order("spare " + pid);
  }

  /**
   * Kills the processes whose numbers are in {@code *.pid} files of the directory, and removes it,
   * when this JVM has ended.
   */
  static void remove(Path directory) {
    OF_THIS_JVM.order("remove " + directory.toAbsolutePath());
  }

  private synchronized void order(String line) {
    try {
      orders.write(line + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the death watch is gone", e);
    }
  }

  /** Commands in a session of their own, where Ctrl-C in the terminal does not reach them. */
  static final class Detached {
    private static final boolean SETSID = Programs.find("setsid").isPresent();

    private Detached() {}

    /** The command, through {@code setsid} where the system has it (macOS has not). */
    static List<String> command(List<String> command) {
      if (!SETSID) {
        return command;
      }
      var detached = new ArrayList<String>();
      detached.add("setsid");
      detached.addAll(command);
      return detached;
    }
  }
}
