package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.Script;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who leave, or read slowly. */
@Timeout(60)
class CallerTroubleTest extends OneVendorCase {
  @Test
  void leavingMidStreamCancelsTheUpstreamAndBooksWhatWasProduced() throws IOException {
    vendor.always(Script.text("word ".repeat(500)).chunks(500, Duration.ofMillis(10)));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(chat(true));
      caller.readUntil("word");
    }

    assertThat(ended()).isEqualTo(Call.Ending.ABANDONED);
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(booking.entry().status()).isEqualTo(Status.CLIENT_GONE);
    assertThat(booking.entry().usage().estimated()).isTrue();
    assertThat(booking.entry().usage().outputTokens()).isBetween(1L, 499L);
    assertThat(booking.entry().usage().inputTokens()).isPositive();
  }

  @Test
  void leavingBeforeTheAnswerCancelsTheUpstreamAndBooksTheInput() throws IOException {
    vendor.always(Script.DEFAULT.with(new Fault.HangBeforeHeaders()));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(chat(false));
      await().atMost(Duration.ofSeconds(30)).until(() -> !vendor.calls().isEmpty());
    }

    assertThat(ended()).isEqualTo(Call.Ending.ABANDONED);
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(booking.entry().status()).isEqualTo(Status.CLIENT_GONE);
    assertThat(booking.entry().usage().inputTokens()).isPositive();
    assertThat(booking.entry().usage().outputTokens()).isZero();
    assertThat(booking.entry().deployment()).isPresent();
  }

  @Test
  void leavingWhileSendingLeavesNothingBehind() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
              + Fleet.KEY
              + "\r\nContent-Length: 1000\r\n\r\n{\"model\":");
      await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server().inFlight() == 1);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server().inFlight() == 0);
    assertThat(gateway.books().bookings()).isEmpty();
    assertThat(vendor.calls()).isEmpty();
  }

  @Test
  void slowReaderSlowsTheUpstreamDown() throws IOException {
    int chunks = 40_000;
    vendor.always(Script.text("x".repeat(chunks)).chunks(chunks, Duration.ZERO));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(chat(true));
      caller.readUntil("chat.completion.chunk");
      // The vendor stops writing when everybody's buffers are full, long before it is through.
      long[] seen = {-1};
      await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                long now = vendor.calls().getFirst().eventsSent();
                boolean still = now == seen[0];
                seen[0] = now;
                return still;
              });
      assertThat(vendor.calls().getFirst().ending()).isEqualTo(Call.Ending.OPEN);
      caller.readUntil("[DONE]");
    }

    assertThat(gateway.books().awaited(any -> true).entry().status()).isEqualTo(Status.COMPLETED);
  }

  @Test
  void oldClientsGetTheirStreamsToo() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(chat(true).replace("HTTP/1.1", "HTTP/1.0"));

      assertThat(caller.readToEnd()).contains("[DONE]").doesNotContainIgnoringCase("chunked");
    }
  }

  @Test
  void oneConnectionCarriesCallAfterCall() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      for (int i = 0; i < 3; i++) {
        caller.send(chat(i == 1));
        caller.readUntil(i == 1 ? "0\r\n\r\n" : "chat.completion\"");
        if (i != 1) {
          caller.readUntil("}}");
        }
      }
    }
    assertThat(vendor.calls()).hasSize(3);
  }

  private Call.Ending ended() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> vendor.calls().getFirst().ending() != Call.Ending.OPEN);
    return vendor.calls().getFirst().ending();
  }
}
