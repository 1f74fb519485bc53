package dev.keelage.testkit.vendor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An LLM vendor on loopback that speaks OpenAI (chat completions, embeddings, models) and Anthropic
 * (messages), JSON and streams, does what a test tells it, and keeps book. All methods may be
 * called from any thread.
 *
 * <pre>{@code
 * try (var vendor = MockVendor.start()) {
 *   vendor.always("gpt-4o", Script.text("Ahoy").tokens(12, 3).chunks(20, Duration.ofMillis(5)));
 *   vendor.next("gpt-4o", Script.failure(429).retryAfter(Duration.ofSeconds(1)), Script.failure(503)); // then as above
 *   ... vendor.openAiUrl() ...
 *   assertThat(vendor.calls()) ...
 * }
 * }</pre>
 *
 * A call gets the first script there is of: queued for its model, queued for any, standing for its
 * model, standing for all, {@link Script#DEFAULT}. As a process of its own ({@link #main}) it is
 * scripted over HTTP, see {@link ControlApi}.
 */
public final class MockVendor implements AutoCloseable {
  private final Vertx vertx;
  private final HttpServer server;
  private final ScriptBook scripts = new ScriptBook();
  private final CallBook book = new CallBook();
  private final Reception reception;

  private MockVendor(int port) {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setUseDaemonThread(true));
    reception = new Reception(vertx, scripts, book);
    server =
        await(
            vertx
                .createHttpServer(new HttpServerOptions().setMaxHeaderSize(64 * 1024))
                .requestHandler(reception)
                .listen(port, "127.0.0.1"));
  }

  /**
   * Starts a vendor on a free port that answers {@link Script#DEFAULT} to everybody who brings any
   * API key.
   */
  public static MockVendor start() {
    return new MockVendor(0);
  }

  /** The same on a port of the caller's choice. */
  public static MockVendor start(int port) {
    return new MockVendor(port);
  }

  /** {@code http://127.0.0.1:PORT}: Anthropic's base URL, and where the control API is. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** {@code http://127.0.0.1:PORT/v1}: the base URL an OpenAI SDK expects. */
  public String openAiUrl() {
    return url() + "/v1";
  }

  /** What all models do unless told otherwise. */
  public void always(Script script) {
    scripts.always(script);
  }

  /** What this model (the vendor's name for it) does from now on. */
  public void always(String model, Script script) {
    scripts.always(model, script);
  }

  /** What the next calls get, one script each, whatever their model. */
  public void next(Script... once) {
    scripts.next(List.of(once));
  }

  /** What the next calls of this model get, one script each. */
  public void next(String model, Script... once) {
    scripts.next(model, List.of(once));
  }

  /** From now on every other API key is answered 401. */
  public void requireApiKey(String key) {
    reception.requireApiKey(Optional.of(key));
  }

  /** The calls taken, in this order; without requests refused for their key or their shape. */
  public List<Call> calls() {
    return book.calls();
  }

  /** All requests, in the order they came. */
  public List<RecordedRequest> requests() {
    return book.requests();
  }

  /** The latest request; throws when there was none. */
  public RecordedRequest lastRequest() {
    return requests().getLast();
  }

  /** Forgets scripts, queued and standing. */
  public void forgetScripts() {
    scripts.clear();
  }

  /** Forgets scripts, calls, requests and the required key. Calls under way go on. */
  public void reset() {
    scripts.clear();
    book.clear();
    reception.requireApiKey(Optional.empty());
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** Runs until killed. Argument: the port; 0 or none for a free one, which it prints. */
  @SuppressWarnings("SystemOut") // this line is its interface
  public static void main(String[] arguments) throws InterruptedException {
    var vendor = start(arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]));
    System.out.println("mock vendor on " + vendor.url());
    Thread.currentThread().join();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the mock vendor does not start or stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
