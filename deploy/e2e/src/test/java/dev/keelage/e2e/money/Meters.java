package dev.keelage.e2e.money;

import dev.keelage.e2e.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What gateways count of themselves, as Prometheus reads it. */
final class Meters {
  private static final String DECIDED = "keelage_decisions_local_total ";

  private Meters() {}

  /** Calls that the gateway has decided without Redis since it started. */
  static long decidedLocally(Gateway gateway) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(gateway.management("/metrics")).build();
      return http.send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(DECIDED))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(DECIDED.length())))
          .sum();
    } catch (IOException e) {
      throw new IllegalStateException("no metrics of " + gateway.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
