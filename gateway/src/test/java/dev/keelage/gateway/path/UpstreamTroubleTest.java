package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers notice of providers in trouble before the first byte: as little as possible. */
@Timeout(60)
class UpstreamTroubleTest extends TwoVendorsCase {
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

  private static String message(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonObject("error").getString("message");
  }
}
