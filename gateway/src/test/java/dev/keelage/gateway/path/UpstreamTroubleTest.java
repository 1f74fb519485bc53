package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What callers notice of providers in trouble: as little as possible before the first byte, the
 * truth after it.
 */
@Timeout(60)
class UpstreamTroubleTest {
  /** Longer than a busy machine takes for anything. */
  private static final Timeouts PATIENT = new Timeouts(20_000, 20_000, 20_000, 60_000);

  /** For vendors that fall silent; those that answer have to within this. */
  private static final Timeouts HASTY = new Timeouts(20_000, 1_500, 1_500, 60_000);

  private static MockVendor first;
  private static MockVendor second;
  private static RunningGateway gateway;

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

  @Test
  void nextDeploymentAnswersWhereOneIsOverloaded() {
    for (int status : new int[] {429, 500, 503, 529, 408}) {
      gateway.books().forget();
      first.next(Script.failure(status));
      second.next(Script.text("2"));

      HttpResponse<String> answer = ask("pair", false);

      assertThat(answer.statusCode()).as("after %d", status).isEqualTo(200);
      assertThat(answer.body()).contains("\"2\"");
      assertThat(answer.headers().firstValue("x-keelage-deployment")).contains("second");
      assertThat(answer.headers().firstValue("x-keelage-attempts")).contains("2");
      Booking booking = onlyBooking();
      assertThat(booking.entry().attempts()).isEqualTo(2);
      assertThat(booking.entry().deployment().orElseThrow()).isEqualTo("second");
    }
  }

  @Test
  void nextDeploymentAnswersWhereOneCannotBeReached() {
    second.always(Script.text("2"));

    assertThat(ask("unreachable", false).body()).contains("\"2\"");
    assertThat(ask("unresolvable", false).body()).contains("\"2\"");
    assertThat(ask("unreachable", true).body()).contains("\"2\"");
  }

  @Test
  void nextDeploymentAnswersWhereOneIsSilent() {
    for (Fault fault :
        new Fault[] {new Fault.HangBeforeHeaders(), new Fault.Hang(0), new Fault.Drop()}) {
      gateway.books().forget();
      first.next(Script.DEFAULT.with(fault));
      second.next(Script.text("2"));

      HttpResponse<String> answer = ask("hasty-pair", true);

      assertThat(answer.statusCode()).as("%s", fault).isEqualTo(200);
      assertThat(answer.body()).contains("\"2\"").contains("[DONE]").doesNotContain("error");
      assertThat(onlyBooking().entry().status()).isEqualTo(Status.COMPLETED);
    }
  }

  @Test
  void errorInStreamBeforeItsFirstContentIsInvisible() {
    first.next(Script.DEFAULT.with(new Fault.ErrorEvent(1)));
    second.next(Script.text("2"));

    HttpResponse<String> answer = ask("pair", true);

    assertThat(answer.body()).contains("\"2\"").doesNotContain("error");
  }

  @Test
  void brokenJsonAnswerIsInvisible() {
    first.next(Script.DEFAULT.with(new Fault.Cut(0)));
    second.next(Script.text("2"));

    assertThat(ask("pair", false).body()).contains("\"2\"");
  }

  @Test
  void aLoneDeploymentIsAskedAgain() {
    first.next(Script.failure(500), Script.failure(503), Script.text("third time"));

    HttpResponse<String> answer = ask("alone", false);

    assertThat(answer.body()).contains("third time");
    assertThat(answer.headers().firstValue("x-keelage-attempts")).contains("3");
  }

  @Test
  void theLastErrorIsShownWhenAttemptsAreUsedUp() {
    first.always(Script.failure(503).message("on fire"));

    HttpResponse<String> answer = ask("alone", false);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(message(answer)).contains("on fire");
    assertThat(first.calls()).hasSize(3);
    Booking booking = onlyBooking();
    assertThat(booking.entry().status()).isEqualTo(Status.FAILED);
    assertThat(booking.entry().deployment()).isEmpty();
    assertThat(booking.entry().usage().totalTokens()).isZero();
  }

  @Test
  void callersWaitThemselvesWhereTheVendorWantsLong() {
    first.always(Script.failure(429).retryAfter(Duration.ofSeconds(30)));

    HttpResponse<String> answer = ask("alone", false);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("30");
    assertThat(first.calls()).hasSize(1);
  }

  @Test
  void mistakesOfTheCallerAreNotRepeatedElsewhere() {
    first.always(Script.failure(400).message("messages: too odd"));

    HttpResponse<String> answer = ask("pair", false);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).contains("messages: too odd");
    assertThat(second.calls()).isEmpty();
  }

  @Test
  void refusedVendorCredentialsAreNotTheCallersFault() {
    first.requireApiKey("another");

    HttpResponse<String> answer = ask("once", false);

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain(Fleet.VENDOR_KEY);
  }

  @Test
  void deploymentsThatRefuseTheCredentialsAreNotAskedAgain() {
    first.requireApiKey("another");
    second.always(Script.text("2"));

    assertThat(ask("pair", false).body()).contains("\"2\"");
    assertThat(ask("alone", false).statusCode()).isEqualTo(502);

    assertThat(first.requests()).hasSize(2);
    assertThat(
            gateway
                .meters()
                .get("keelage.upstream.failures")
                .tags("provider", "ns/first", "trouble", "credentials")
                .counter()
                .count())
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void unreachableProviderIsABadGateway() {
    HttpResponse<String> answer = ask("lost", false);

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("127.0.0.1");
  }

  @Test
  void silentProviderIsAGatewayTimeout() {
    first.always(Script.DEFAULT.with(new Fault.HangBeforeHeaders()));

    assertThat(ask("hasty", false).statusCode()).isEqualTo(504);
  }

  @Test
  void streamThatBreaksSaysSoAndIsBookedByEstimate() {
    first.always(
        Script.text("a b c d e f g h").chunks(8, Duration.ofMillis(1)).with(new Fault.Cut(5)));

    HttpResponse<String> answer = ask("once", true);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(lastFrame(answer).getJsonObject("error").getString("message")).isNotBlank();
    Booking booking = onlyBooking();
    assertThat(booking.entry().status()).isEqualTo(Status.UPSTREAM_CUT);
    assertThat(booking.entry().usage().estimated()).isTrue();
    assertThat(booking.entry().usage().outputTokens()).isPositive();
    assertThat(booking.entry().usage().inputTokens()).isPositive();
  }

  @Test
  void streamThatStandsStillIsCut() {
    first.always(
        Script.text("a b c d e f g h").chunks(8, Duration.ofMillis(1)).with(new Fault.Hang(5)));

    HttpResponse<String> answer = ask("hasty", true);

    assertThat(lastFrame(answer).getJsonObject("error").getString("message")).contains("timed out");
    assertThat(onlyBooking().entry().status()).isEqualTo(Status.UPSTREAM_CUT);
  }

  @Test
  void errorInStreamAfterContentReachesTheCaller() {
    first.always(
        Script.text("a b c d e f g h")
            .chunks(8, Duration.ofMillis(1))
            .with(new Fault.ErrorEvent(5)));

    HttpResponse<String> answer = ask("once", true);

    assertThat(answer.body()).contains("error");
    assertThat(onlyBooking().entry().status()).isEqualTo(Status.UPSTREAM_CUT);
  }

  @Test
  void theTotalTimeBoundsStreamsThatFlow() {
    first.always(Script.text("word ".repeat(400)).chunks(400, Duration.ofMillis(20)));

    HttpResponse<String> answer = ask("brief", true);

    assertThat(lastFrame(answer).getJsonObject("error").getString("message"))
        .contains("total time");
  }

  private static Booking onlyBooking() {
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(gateway.books().bookings()).hasSize(1);
    return booking;
  }

  private static HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(model, stream));
  }

  private static String message(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonObject("error").getString("message");
  }

  private static JsonObject lastFrame(HttpResponse<String> answer) {
    String[] frames = answer.body().strip().split("\n\n");
    String last = frames[frames.length - 1];
    if (last.equals("data: [DONE]")) {
      last = frames[frames.length - 2];
    }
    assertThat(last).startsWith("data: ");
    return new JsonObject(last.substring("data: ".length()));
  }
}
