package dev.keelage.gateway;

import dev.keelage.gateway.standalone.StandaloneLaunch;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Locale;

/**
 * {@code java -jar quarkus-run.jar} in a cluster, with {@code --resources DIR} on a desk.
 * Everything else is a setting.
 */
@QuarkusMain
public final class Main {
  private static final String USAGE =
      """
      usage: java -jar quarkus-run.jar [--resources DIR]

        --resources DIR   serve the resources in the YAML files of DIR, without Kubernetes
                          (the same as KEELAGE_RESOURCES=DIR)

      Settings are environment variables KEELAGE_*: see docs/reference/configuration.md.
      """;

  private Main() {}

  public static void main(String... args) {
    // Numbers are written into names, settings of servers and expressions: not in a desk's digits.
    Locale.setDefault(Locale.ROOT);
    switch (CommandLine.of(args, System.getenv())) {
      case CommandLine.InCluster() -> Quarkus.run();
      case CommandLine.Standalone(String directory) ->
          System.exit(StandaloneLaunch.run(directory, System.getenv()));
      case CommandLine.Help() -> System.out.print(USAGE);
      case CommandLine.Wrong(String message) -> {
        System.err.println(message);
        System.err.print(USAGE);
        System.exit(2);
      }
    }
  }
}
