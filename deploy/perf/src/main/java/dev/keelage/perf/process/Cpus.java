package dev.keelage.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processor cores do what, as lists that {@code taskset -c} reads.
 *
 * @param proxy the one core for what is measured
 * @param others all others: vendor, callers, Redis, Postgres
 */
public record Cpus(String proxy, String others) {
  /**
   * The cores this process may use.
   *
   * @throws IllegalStateException if they are fewer than two
   */
  public static Cpus allowed() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Cpus_allowed_list:")) {
        List<String> cores = expand(line.substring(line.indexOf(':') + 1).strip());
        if (cores.size() < 2) {
          throw new IllegalStateException("a measurement needs two cores, here is one");
        }
        return new Cpus(cores.getFirst(), String.join(",", cores.subList(1, cores.size())));
      }
    }
    throw new IllegalStateException("/proc/self/status names no cores");
  }

  /** Moves every thread of this process, and so every later child, to the other cores. */
  public void leaveProxyCore() throws IOException, InterruptedException {
    String pid = Long.toString(ProcessHandle.current().pid());
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-c", "-p", others, pid)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IllegalStateException("taskset could not move this process to cores " + others);
    }
  }

  private static List<String> expand(String list) {
    List<String> cores = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
        cores.add(Integer.toString(core));
      }
    }
    return cores;
  }
}
