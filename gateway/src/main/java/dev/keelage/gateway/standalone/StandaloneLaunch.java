package dev.keelage.gateway.standalone;

import dev.keelage.gateway.standalone.embedded.CannotStart;
import dev.keelage.gateway.standalone.embedded.LocalServers;
import dev.keelage.gateway.standalone.embedded.StateDirectory;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From the command line to a running gateway and back: prepares what a cluster would have prepared,
 * hands over to Quarkus as settings, and cleans up when that has ended.
 */
public final class StandaloneLaunch {
  private static final String LOOPBACK = "127.0.0.1";

  /** Longer than draining may take: {@code keelage.drain.*} and settling. */
  private static final long FAREWELL_SECONDS = 120;

  private StandaloneLaunch() {}

  /**
   * Runs until Ctrl-C.
   *
   * @return the exit code of the process
   */
  public static int run(String directory, Map<String, String> environment) {
    try {
      Path resources = Path.of(directory);
      if (!Files.isDirectory(resources)) {
        throw new CannotStart("There is no directory " + resources.toAbsolutePath() + ".");
      }
      Settings settings = new Settings(environment);
      settings.put("keelage.resources", directory);
      ports(settings);
      try (StateDirectory state = StateDirectory.open(StateDirectory.location(environment))) {
        settings.put("keelage.state-dir", state.path().toString());
        return serve(state, settings);
      }
    } catch (CannotStart e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int serve(StateDirectory state, Settings settings) {
    LocalServers servers =
        LocalServers.start(
            state, !settings.has("keelage.redis.url"), !settings.has("keelage.postgres.url"));
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger exitCode = new AtomicInteger();
    try (servers) {
      servers.redisUrl().ifPresent(url -> settings.put("keelage.redis.url", url));
      servers.postgresUrl().ifPresent(url -> settings.put("keelage.postgres.url", url));
      // Quarkus leaves at the first signal, and with the last shutdown hook this process is gone:
      // this one keeps it until calls in flight are settled and the servers have ended.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "keelage-farewell"));
      Quarkus.run(null, (code, failure) -> exitCode.set(code));
    } finally {
      ended.countDown();
    }
    return exitCode.get();
  }

  /** A desk is not a cluster: who wants to be reached from elsewhere says so. */
  private static void ports(Settings settings) {
    settings.otherwise("keelage.host", LOOPBACK);
    settings.otherwise("quarkus.management.host", settings.get("keelage.host", LOOPBACK));
    // Nobody has to learn first that this gateway leaves.
    settings.otherwise("keelage.drain.delay", "0s");
    // What a person has to know stands on the screen.
    settings.otherwise("quarkus.log.level", "WARN");
    settings.otherwise("quarkus.log.category.\"org.flywaydb\".level", "ERROR");
    free(
        settings.get("keelage.host", LOOPBACK),
        settings.get("keelage.port", "8080"),
        "KEELAGE_PORT");
    free(
        settings.get("quarkus.management.host", LOOPBACK),
        settings.get("quarkus.management.port", "9000"),
        "QUARKUS_MANAGEMENT_PORT");
  }

  private static void free(String host, String port, String setting) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, Integer.parseInt(port)));
    } catch (NumberFormatException e) {
      throw new CannotStart("%s=%s is no port.".formatted(setting, port), e);
    } catch (IOException e) {
      throw new CannotStart(
          "Port %s is taken (%s). Choose another one: %s=PORT"
              .formatted(port, e.getMessage(), setting),
          e);
    }
  }

  private static void await(CountDownLatch ended) {
    try {
      if (!ended.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("Gave up waiting for the gateway to end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
