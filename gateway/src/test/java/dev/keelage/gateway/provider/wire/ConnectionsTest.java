package dev.keelage.gateway.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.provider.wire.Loop.Reply;
import dev.keelage.testkit.FreePort;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges come by connections, and what becomes of these. */
@Timeout(60)
class ConnectionsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final Reply REPLY = new Reply(200, "ok");

  @Test
  void exchangesBeyondTheBoundWaitInLine() throws IOException {
    CountDownLatch held = new CountDownLatch(1);
    try (Loop loop = new Loop(2, Tls.OF_THE_JVM);
        RawVendor vendor =
            RawVendor.start(
                visit -> {
                  while (visit.request()) {
                    hold(held);
                    visit.say(OK);
                  }
                })) {
      List<CompletableFuture<Reply>> asked = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        asked.add(loop.asking(vendor.origin(), ""));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> vendor.connections() == 2);
      assertThat(Loop.failure(loop.asking(vendor.origin(), "", 200)))
          .isInstanceOf(TimeoutException.class);
      assertThat(asked).noneMatch(CompletableFuture::isDone);

      held.countDown();

      assertThat(asked).allSatisfy(each -> assertThat(Loop.await(each)).isEqualTo(REPLY));
      assertThat(vendor.connections()).isEqualTo(2);
    }
  }

  @Test
  void theLineIsBounded() throws IOException {
    try (Loop loop = new Loop(1, Tls.OF_THE_JVM);
        RawVendor vendor = RawVendor.start(RawVendor.Visit::awaitClose)) {
      Throwable refused =
          Loop.failure(
              loop.on(
                  () -> {
                    Exchange last = loop.start(vendor.origin(), "", 10_000);
                    for (int i = 0; i < 4_097; i++) {
                      last = loop.start(vendor.origin(), "", 10_000);
                    }
                    return last.answer().compose(Loop::collect);
                  }));
      assertThat(refused).isInstanceOf(ConnectionPoolTooBusyException.class);
    }
  }

  @Test
  void theNextInLineTakesThePlaceOfABrokenConnection() throws IOException {
    try (Loop loop = new Loop(1, Tls.OF_THE_JVM);
        RawVendor vendor =
            RawVendor.start(
                visit -> {
                  visit.request();
                  if (visit.number() > 1) {
                    visit.say(OK);
                  }
                })) {
      CompletableFuture<Reply> first = loop.asking(vendor.origin(), "");
      CompletableFuture<Reply> second = loop.asking(vendor.origin(), "");

      Loop.failure(first);
      assertThat(Loop.await(second)).isEqualTo(REPLY);
    }
  }

  @Test
  void placesWithoutAnAnswerFailAsWhatTheyAre() throws IOException {
    try (Loop loop = new Loop();
        RawVendor mute = RawVendor.start(RawVendor.Visit::awaitClose)) {
      Origin closed = new Origin("127.0.0.1", FreePort.next(), false);
      Origin muteTls = new Origin("127.0.0.1", mute.origin().port(), true);

      assertThat(loop.failure(closed)).isInstanceOf(ConnectException.class);
      // The handshake counts against the time to connect.
      assertThat(Loop.failure(loop.asking(muteTls, "", 300))).isInstanceOf(TimeoutException.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> loop.open(closed) + loop.open(muteTls) == 0);
    }
  }

  @Test
  void whatIsGivenUpReachesTheVendorAsAClose() throws IOException {
    CountDownLatch closed = new CountDownLatch(2);
    try (Loop loop = new Loop();
        RawVendor vendor =
            RawVendor.start(
                visit -> {
                  visit.request();
                  if (visit.number() > 1) {
                    visit.say("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok");
                  }
                  visit.awaitClose();
                  closed.countDown();
                })) {
      Exchange unanswered =
          Loop.await(
              loop.on(
                  () -> {
                    Exchange exchange = loop.start(vendor.origin(), "", 10_000);
                    return exchange.sent().map(sent -> exchange);
                  }));
      await().atMost(Duration.ofSeconds(30)).until(() -> vendor.connections() == 1);
      loop.on(() -> aborted(unanswered));
      Loop.await(
          loop.on(
              () -> {
                Exchange half = loop.start(vendor.origin(), "", 10_000);
                return half.answer().compose(head -> aborted(half));
              }));

      hold(closed);
      await().atMost(Duration.ofSeconds(30)).until(() -> loop.open(vendor.origin()) == 0);
    }
  }

  @Test
  void whatIsGivenUpBeforeItHasAConnectionLeavesNothingBehind() throws IOException {
    try (Loop loop = new Loop(1, Tls.OF_THE_JVM);
        RawVendor vendor = RawVendor.answering(OK)) {
      Loop.await(
          loop.on(
              () -> {
                Exchange opening = loop.start(vendor.origin(), "", 10_000);
                Exchange waiting = loop.start(vendor.origin(), "", 10_000);
                waiting.abort();
                return aborted(opening);
              }));

      assertThat(loop.ask(vendor.origin())).isEqualTo(REPLY);
      assertThat(loop.open(vendor.origin())).isEqualTo(1);
    }
  }

  @Test
  void theVendorIsNotReadWhileTheCallerPauses() throws IOException {
    int size = 48 << 20;
    AtomicLong said = new AtomicLong();
    try (Loop loop = new Loop();
        RawVendor vendor =
            RawVendor.start(
                visit -> {
                  visit.request();
                  visit.say("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
                  byte[] piece = new byte[1 << 16];
                  for (int i = 0; i < size; i += piece.length) {
                    visit.socket().getOutputStream().write(piece);
                    said.addAndGet(piece.length);
                  }
                })) {
      Answer answer =
          Loop.await(
              loop.on(
                  () ->
                      loop.start(vendor.origin(), "", 10_000)
                          .answer()
                          .onSuccess(head -> head.body().pause())));
      // What stands still twice in a row has filled all there is between the two.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                long before = said.get();
                Thread.sleep(300);
                return before > 0 && before == said.get();
              });
      assertThat(said.get()).isLessThan(size);

      AtomicLong heard = new AtomicLong();
      Loop.await(
          loop.on(
              () -> {
                Promise<Void> end = Promise.promise();
                answer
                    .body()
                    .exceptionHandler(end::tryFail)
                    .handler(chunk -> slowly(loop.context(), answer, chunk, heard))
                    .endHandler(end::tryComplete)
                    .resume();
                return end.future();
              }));

      assertThat(heard.get()).isEqualTo(size);
    }
  }

  @Test
  void answersAreHeardInTheContextOfTheCall() throws IOException {
    try (Loop loop = new Loop();
        RawVendor vendor = RawVendor.answering(OK)) {
      for (int i = 0; i < 2; i++) {
        Context heard =
            Loop.await(
                loop.on(
                    () ->
                        loop.start(vendor.origin(), "", 10_000)
                            .answer()
                            .compose(Loop::collect)
                            .map(reply -> Vertx.currentContext())));
        assertThat(heard).isSameAs(loop.context());
      }
    }
  }

  private static void slowly(Context context, Answer answer, Buffer chunk, AtomicLong heard) {
    heard.addAndGet(chunk.length());
    answer.body().pause();
    context.runOnContext(later -> answer.body().fetch(2));
  }

  private static Future<Void> aborted(Exchange exchange) {
    exchange.abort();
    return Future.succeededFuture();
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
