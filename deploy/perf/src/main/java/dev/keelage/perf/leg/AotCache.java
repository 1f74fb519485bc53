package dev.keelage.perf.leg;

import dev.keelage.perf.load.LoadProcess;
import dev.keelage.perf.load.LoadRun;
import dev.keelage.perf.load.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gateway learns about its own classes in a training run, for later starts (JEP 514, 515).
 *
 * @param file the cache
 * @param firstAnswerWithout of the training run, which started without one
 */
public record AotCache(Path file, Duration firstAnswerWithout) {
  private static final int TRAINING_SECONDS = 2;

  /**
   * Runs a gateway under every kind of load and has it write the cache when it ends.
   *
   * @throws IOException if it wrote none
   */
  public static AotCache train(Site site, List<String> jvm, LoadProcess load)
      throws IOException, InterruptedException {
    Path file = site.work().resolve("gateway.aot").toAbsolutePath();
    Files.deleteIfExists(file);
    List<String> training = new ArrayList<>(jvm);
    training.add("-XX:AOTCacheOutput=" + file);
    Duration firstAnswer;
    try (Gateway gateway = Gateway.start(Gateway.Rule.GOVERNED, site, training)) {
      firstAnswer = gateway.startTime();
      for (Shape shape : Shape.values()) {
        load.measure(LoadRun.maximum(gateway.port(), shape, gateway.key(), 16, TRAINING_SECONDS));
      }
    }
    if (!Files.isReadable(file)) {
      throw new IOException("the training run left no AOT cache; see the log in " + site.work());
    }
    return new AotCache(file, firstAnswer);
  }

  /** The flags of a gateway that uses it. */
  public List<String> added(List<String> jvm) {
    List<String> flags = new ArrayList<>(jvm);
    flags.add("-XX:AOTCache=" + file);
    return List.copyOf(flags);
  }
}
