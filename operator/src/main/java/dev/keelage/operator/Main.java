package dev.keelage.operator;

import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.publish.PublishedSnapshot;
import dev.keelage.operator.rerate.PriceBook;
import dev.keelage.operator.rerate.ReRateOrder;
import dev.keelage.operator.rerate.ReRating;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.sql.SQLException;
import java.util.Map;

/** {@code java -jar quarkus-run.jar}: the operator, or with a command, one thing done and told. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    switch (CommandLine.of(args)) {
      case CommandLine.Operate() -> Quarkus.run();
      case CommandLine.ReRate(ReRateOrder order) -> System.exit(reRate(order, System.getenv()));
      case CommandLine.Help() -> System.out.print(CommandLine.USAGE);
      case CommandLine.Wrong(String message) -> {
        System.err.println(message);
        System.err.print(CommandLine.USAGE);
        System.exit(2);
      }
    }
  }

  /**
   * @return the exit status: 0, or 1 if something is missing or away
   */
  private static int reRate(ReRateOrder order, Map<String, String> environment) {
    String postgres = environment.get("KEELAGE_POSTGRES_URL");
    if (postgres == null) {
      System.err.println("KEELAGE_POSTGRES_URL is not set: there is no ledger");
      return 1;
    }
    String namespace = environment.getOrDefault("KEELAGE_NAMESPACE", "keelage");
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      var prices = new PriceBook(PublishedSnapshot.read(client, namespace));
      var report = new ReRating(PostgresUrl.dataSource(postgres), prices).run(order);
      System.out.print(report.text(order.apply()));
      return 0;
    } catch (SQLException
        | KubernetesClientException
        | IllegalStateException
        | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }
}
