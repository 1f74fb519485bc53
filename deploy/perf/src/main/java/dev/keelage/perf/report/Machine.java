package dev.keelage.perf.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Where and of what a measurement was made.
 *
 * @param commit of the sources, with a note if the work tree was changed
 * @param date in UTC
 * @param processor model name and number of cores
 * @param memory of the machine, GiB
 * @param kernel release
 * @param java version of the JVM
 * @param load average over the last minute; what is not near 0 took time from what was measured
 */
public record Machine(
    String commit,
    LocalDate date,
    String processor,
    long memory,
    String kernel,
    String java,
    String load) {
  /** This machine, today; to be asked before anything is measured. */
  public static Machine here() throws IOException {
    String dirty =
        command("git", "status", "--porcelain", "-uno", "--", ":!docs").isEmpty()
            ? ""
            : " with changes";
    return new Machine(
        command("git", "rev-parse", "--short=12", "HEAD") + dirty,
        LocalDate.now(ZoneOffset.UTC),
        field("/proc/cpuinfo", "model name").strip()
            + ", "
            + Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("processor"))
                .count()
            + " cores",
        Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D+", "")) / (1024 * 1024),
        System.getProperty("os.name") + " " + System.getProperty("os.version").split("-", 2)[0],
        Runtime.version().toString(),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  /** As a Markdown list. */
  String describe() {
    return """
    - commit %s, %s
    - %s, %d GiB, %s
    - load average before the measurement: %s
    - JVM %s
    """
        .formatted(commit, date, processor, memory, kernel, load, java);
  }

  /** What a command prints, both ways; empty if there is no such command. */
  static String command(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException none) {
      return "";
    }
  }

  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1))
        .orElse("unknown");
  }
}
