package dev.keelage.perf.scale;

import dev.keelage.perf.process.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much CPU time each of some processes uses from one moment to another. */
final class CpuClock {
  private final List<Hand> hands = new ArrayList<>();

  /** One process, and what it had used when it was added. */
  private record Hand(String name, long pid, long beforeMillis) {}

  /** Watches a process from here on. */
  void add(String name, long pid) throws IOException {
    hands.add(new Hand(name, pid, ProcessUsage.of(pid).cpuMillis()));
  }

  /** Watches a process that left its number in a file; nothing where there is no such file. */
  void add(String name, Path pidFile) throws IOException {
    if (Files.exists(pidFile)) {
      add(name, Long.parseLong(Files.readString(pidFile).strip()));
    }
  }

  /** User and system time of each since it was added. */
  Map<String, Duration> read() throws IOException {
    Map<String, Duration> used = new LinkedHashMap<>();
    for (Hand each : hands) {
      long now = ProcessUsage.of(each.pid()).cpuMillis();
      used.put(each.name(), Duration.ofMillis(now - each.beforeMillis()));
    }
    return used;
  }
}
