package dev.keelage.operator;

import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.publish.PublishedSnapshot;
import dev.keelage.operator.rerate.ReRateOrder;
import dev.keelage.operator.rerate.ReRating;
import dev.keelage.operator.rerate.RedisCounters;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code java -jar quarkus-run.jar}: the operator, or with a command, one thing done and told. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    // Numbers are written into names and scripts: not in a desk's digits.
    Locale.setDefault(Locale.ROOT);
    switch (CommandLine.of(args)) {
      case CommandLine.Operate() -> operate(System.getenv());
      case CommandLine.ReRate(ReRateOrder order) -> System.exit(reRate(order));
      case CommandLine.Help() -> System.out.print(CommandLine.USAGE);
      case CommandLine.Wrong(String message) -> {
        System.err.println(message);
        System.err.print(CommandLine.USAGE);
        System.exit(2);
      }
    }
  }

  private static void operate(Map<String, String> environment) {
    if (Boolean.parseBoolean(environment.get("KEELAGE_LEDGER_API_ENABLED"))
        && environment.getOrDefault("KEELAGE_POSTGRES_URL", "").isBlank()) {
      System.err.println("KEELAGE_LEDGER_API_ENABLED needs a ledger: set KEELAGE_POSTGRES_URL");
      System.exit(1);
    }
    Quarkus.run();
  }

  /**
   * Connections end with the process.
   *
   * @return the exit status: 0, or 1 if something is missing or away
   */
  private static int reRate(ReRateOrder order) {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      OperatorSettings settings = settings();
      Optional<String> postgres = settings.postgres().url();
      if (postgres.isEmpty()) {
        System.err.println("KEELAGE_POSTGRES_URL is not set: there is no ledger");
        return 1;
      }
      RedisAddress redis = settings.redis().address();
      if (order.apply() && redis.urls().isEmpty()) {
        System.err.println("KEELAGE_REDIS_URL is not set: budgets could not follow");
        return 1;
      }
      var snapshot = PublishedSnapshot.read(client, settings.namespace());
      var counters =
          order.apply()
              ? Optional.of(new RedisCounters(Vertx.vertx(), redis))
              : Optional.<RedisCounters>empty();
      var reRating =
          new ReRating(
              PostgresUrl.dataSource(postgres.get()), snapshot, counters, Clock.systemUTC());
      System.out.print(reRating.run(order).text(order.apply()));
      return 0;
    } catch (CountersAway e) {
      System.err.println(
          "the counters in Redis cannot be reached (%s): what is corrected so far stays, and the"
                  .formatted(e.getMessage())
              + " counters follow when this is run again");
      return 1;
    } catch (SQLException
        | KubernetesClientException
        | IllegalStateException
        | IllegalArgumentException
        | ConfigValidationException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  /** Those of the operator, which is not started for this. */
  private static OperatorSettings settings() {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDefaultSources()
        .addDiscoveredConverters()
        .withMapping(OperatorSettings.class)
        .build()
        .getConfigMapping(OperatorSettings.class);
  }
}
