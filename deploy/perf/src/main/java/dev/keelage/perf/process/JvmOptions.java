package dev.keelage.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags that the project starts a JVM with, and what a pod adds. */
public final class JvmOptions {
  /** What a pod's memory limit tells the JVM; here nothing else does. */
  private static final String POD_MEMORY = "-XX:MaxRAM=512m";

  private JvmOptions() {}

  /**
   * All flags, the added ones last.
   *
   * @param file the one place where they stand, for example {@code operator/jvm.options}
   */
  public static List<String> read(Path file, List<String> added) throws IOException {
    List<String> flags = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String flag = line.strip();
      if (!flag.isEmpty() && !flag.startsWith("#")) {
        flags.add(flag);
      }
    }
    flags.add(POD_MEMORY);
    flags.addAll(added);
    return List.copyOf(flags);
  }
}
