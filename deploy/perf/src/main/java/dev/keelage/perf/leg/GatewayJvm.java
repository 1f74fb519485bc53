package dev.keelage.perf.leg;

import dev.keelage.perf.process.JvmOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The flags that a gateway's JVM is started with. */
public final class GatewayJvm {
  /** The one place where the flags stand, from the root of the work tree. */
  private static final Path OPTIONS = Path.of("gateway/jvm.options");

  private GatewayJvm() {}

  /** All flags, the added ones last. */
  public static List<String> flags(List<String> added) throws IOException {
    return JvmOptions.read(OPTIONS, added);
  }
}
