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

/** What callers notice of providers in trouble after the first byte: the truth. */
@Timeout(60)
class BrokenStreamTest extends TwoVendorsCase {
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
