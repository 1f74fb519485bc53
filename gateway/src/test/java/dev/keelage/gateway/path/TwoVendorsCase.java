package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.vendor.MockVendor;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A gateway before two vendors: {@code pair} is served by both, {@code once} and {@code alone} by
 * the first, which is asked again for the latter; {@code hasty} ones wait briefly.
 */
abstract class TwoVendorsCase {
  /** Longer than a busy machine takes for anything. */
  private static final Timeouts PATIENT = new Timeouts(20_000, 20_000, 20_000, 60_000);

  /** For vendors that fall silent; those that answer have to within this. */
  private static final Timeouts HASTY = new Timeouts(20_000, 1_500, 1_500, 60_000);

  static MockVendor first;
  static MockVendor second;
  static RunningGateway gateway;

  @BeforeAll
  static void start() {
    first = MockVendor.start();
    second = MockVendor.start();
    gateway =
        RunningGateway.start(
            new Fleet()
                .openAi("first", first.openAiUrl())
                .openAi("second", second.openAiUrl())
                .openAi("nowhere", "http://127.0.0.1:" + FreePort.next() + "/v1")
                .openAi("unknown-host", "http://nobody.invalid/v1")
                .model("pair", 3, PATIENT, "first", "second")
                .model("hasty-pair", 3, HASTY, "first", "second")
                .model("alone", 3, PATIENT, "first")
                .model("unreachable", 2, PATIENT, "nowhere", "second")
                .model("unresolvable", 2, PATIENT, "unknown-host", "second")
                .model("lost", 1, PATIENT, "nowhere")
                .model("once", 1, PATIENT, "first")
                .model("hasty", 1, HASTY, "first")
                .model("brief", 1, new Timeouts(20_000, 20_000, 20_000, 3_000), "first"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  @BeforeEach
  void reset() {
    first.reset();
    second.reset();
    // The call before may be answered, but not booked yet.
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server().inFlight() == 0);
    gateway.books().forget();
  }

  static Booking onlyBooking() {
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(gateway.books().bookings()).hasSize(1);
    return booking;
  }

  static HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(model, stream));
  }
}
