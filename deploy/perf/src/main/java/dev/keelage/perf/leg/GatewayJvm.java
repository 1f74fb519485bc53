package dev.keelage.perf.leg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags that the project starts a gateway's JVM with, and what a measurement adds. */
public final class GatewayJvm {
  /** The one place where the flags stand, from the root of the work tree. */
  private static final Path OPTIONS = Path.of("gateway/jvm.options");

  /** What a pod's memory limit tells the JVM; here nothing else does. */
  private static final String POD_MEMORY = "-XX:MaxRAM=512m";

  private GatewayJvm() {}

  /** All flags, the added ones last. */
  public static List<String> flags(List<String> added) throws IOException {
    List<String> flags = new ArrayList<>();
    for (String line : Files.readAllLines(OPTIONS)) {
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
