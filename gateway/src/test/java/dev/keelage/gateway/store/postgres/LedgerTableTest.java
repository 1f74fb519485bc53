package dev.keelage.gateway.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerTableTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    get(vertx.close());
  }

  @Test
  void failsOnceAndLeavesNothingBehindWhilePostgresIsAway() throws IOException {
    List<Throwable> unhandled = new CopyOnWriteArrayList<>();
    vertx.exceptionHandler(unhandled::add);
    LedgerTable table =
        new LedgerTable(vertx, "postgresql://keelage:x@127.0.0.1:%d/keelage".formatted(freePort()));

    for (int i = 0; i < 3; i++) {
      Promise<Throwable> failure = Promise.promise();
      table.appendNew(List.of("[]")).onComplete(done -> failure.complete(done.cause()));
      assertThat(get(failure.future())).hasMessageContaining("refused");
    }

    // A timer that was begun later ends later than whatever the pool still waits for.
    Promise<Void> over = Promise.promise();
    vertx.setTimer(LedgerTable.FOR_A_CONNECTION.toMillis() + 1, id -> over.complete());
    get(over.future());
    assertThat(unhandled).isEmpty();
    get(table.close());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T get(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
