package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway on its way out. */
@Timeout(60)
class DrainTest {
  private final MockVendor vendor = MockVendor.start();

  @AfterEach
  void stop() {
    vendor.close();
  }

  @Test
  void finishesStreamsAndRefusesNewCalls() throws IOException {
    // Still flows when the gateway has begun to refuse, which it does some seconds after it is
    // asked
    vendor.always(Script.text("word ".repeat(500)).chunks(500, Duration.ofMillis(20)));

    try (RunningGateway gateway = serve("4s", "50s");
        RawCaller caller = RawCaller.to(gateway)) {
      // The first request of a client takes longer than the others.
      assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
      caller.send(OneVendorCase.chat(true));
      caller.readUntil("word");
      Future<Void> drained = gateway.server().drain();
      assertThat(gateway.get("/v1/models").statusCode())
          .as("while others still may send calls here")
          .isEqualTo(200);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.get("/v1/models").statusCode() == 503);
      assertThat(drained.isComplete()).isFalse();
      assertThat(caller.readUntil("[DONE]")).doesNotContain("error");
      RunningGateway.await(drained);
      assertThat(booked(gateway).status()).isEqualTo(Status.COMPLETED);
    }
  }

  @Test
  void cutsWhatDoesNotEndInTimeAndSaysSo() throws IOException {
    vendor.always(Script.text("word ".repeat(1000)).chunks(1000, Duration.ofMillis(20)));

    try (RunningGateway gateway = serve("1ms", "300ms");
        RawCaller caller = RawCaller.to(gateway)) {
      caller.send(OneVendorCase.chat(true));
      caller.readUntil("word");
      Future<Void> drained = gateway.server().drain();

      assertThat(caller.readUntil("0\r\n\r\n")).contains("shutting down");
      RunningGateway.await(drained);
      assertThat(booked(gateway).status()).isEqualTo(Status.DRAINED);
      assertThat(booked(gateway).usage().outputTokens()).isPositive();
    }
  }

  private static LedgerEntry booked(RunningGateway gateway) {
    return gateway.books().awaited(any -> true).entry();
  }

  private RunningGateway serve(String delay, String timeout) {
    return RunningGateway.start(
        new Fleet().openAi("openai", vendor.openAiUrl()).model("m", "openai"),
        Map.of("keelage.drain.delay", delay, "keelage.drain.timeout", timeout));
  }
}
