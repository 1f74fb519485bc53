package dev.keelage.gateway.provider.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An event loop with connections on it, seen from a test's thread. */
final class Loop implements AutoCloseable {
  private static final byte[] NOTHING = {};
  private static final long PATIENT_MILLIS = 10_000;

  // As in production; the tests of the whole path have Java's own sockets.
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Context context = vertx.getOrCreateContext();
  private final Connections connections;

  Loop(int perOrigin, Tls tls) {
    connections = await(on(() -> Future.succeededFuture(new Connections(vertx, perOrigin, tls))));
  }

  Loop() {
    this(16, Tls.OF_THE_JVM);
  }

  /** A whole answer. */
  record Reply(int status, String body) {}

  Reply ask(Origin origin) {
    return await(asking(origin, ""));
  }

  Reply ask(Origin origin, String body) {
    return await(asking(origin, body));
  }

  /** What comes of it when it fails. */
  Throwable failure(Origin origin) {
    return failure(asking(origin, ""));
  }

  static Throwable failure(CompletableFuture<Reply> asked) {
    return asked
        .handle(
            (reply, failed) -> failed == null ? new AssertionError("answered: " + reply) : failed)
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  CompletableFuture<Reply> asking(Origin origin, String body) {
    return asking(origin, body, PATIENT_MILLIS);
  }

  CompletableFuture<Reply> asking(Origin origin, String body, long connectMillis) {
    return on(() -> start(origin, body, connectMillis).answer().compose(Loop::collect));
  }

  /** Must be called on the loop, see {@link #on}. */
  Exchange start(Origin origin, String body, long connectMillis) {
    byte[] head = HeadBytes.post("/v1/test", origin).field("user-agent", "test").bytes();
    return connections.start(
        origin, new Request(head, NOTHING, Buffer.buffer(body, ISO_8859_1.name())), connectMillis);
  }

  <T> CompletableFuture<T> on(Supplier<Future<T>> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        run -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done;
  }

  static <T> T await(CompletableFuture<T> coming) {
    try {
      return coming.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Future<Reply> collect(Answer answer) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    answer.body().exceptionHandler(whole::tryFail);
    answer
        .body()
        .handler(body::appendBuffer)
        .endHandler(
            end -> whole.tryComplete(new Reply(answer.status(), body.toString(ISO_8859_1))));
    return whole.future();
  }

  /** How many connections there are to an origin. */
  int open(Origin origin) {
    return await(on(() -> Future.succeededFuture(connections.open(origin))));
  }

  Context context() {
    return context;
  }

  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture());
  }
}
