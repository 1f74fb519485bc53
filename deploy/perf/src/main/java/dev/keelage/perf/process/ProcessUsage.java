package dev.keelage.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel charges to a process (proc(5)).
 *
 * @param cpuMillis user and system time since its start, in steps of 10 ms
 * @param residentBytes now, shared pages included
 */
public record ProcessUsage(long cpuMillis, long residentBytes) {
  /** {@code sysconf(_SC_CLK_TCK)}, 100 on every Linux that Java runs on. */
  private static final long MILLIS_PER_TICK = 10;

  /**
   * @throws IOException there is no such process
   */
  public static ProcessUsage of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
    return new ProcessUsage(ticks * MILLIS_PER_TICK, residentBytes(pid));
  }

  ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(cpuMillis + other.cpuMillis, residentBytes + other.residentBytes);
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    return 0;
  }
}
