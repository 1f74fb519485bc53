package dev.keelage.gateway.path;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.keelage.gateway.GatewaySettings;
import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.http.CallerServer;
import dev.keelage.gateway.http.DrainState;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.pipeline.CompiledGuardrails;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.admit.Admission;
import dev.keelage.gateway.stage.admit.CounterStore;
import dev.keelage.gateway.stage.admit.LocalShares;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.guard.GuardBounds;
import dev.keelage.gateway.stage.settle.BookingStore;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.telemetry.CallMetrics;
import dev.keelage.gateway.telemetry.CallSpans;
import dev.keelage.gateway.telemetry.GuardMetrics;
import dev.keelage.gateway.telemetry.UpstreamTroubles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The gateway's callers' port with everything behind it but stores, in this process. */
final class RunningGateway implements AutoCloseable {
  private final Vertx vertx;
  private final SnapshotHolder snapshots = new SnapshotHolder();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WrittenSpans spans = new WrittenSpans();
  private final SdkTracerProvider tracers =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
  private final Books books = new Books();
  private final DrainState drainState = new DrainState();
  private final CallerServer server;
  private final int port;

  private RunningGateway(Map<String, String> settings) {
    this(Vertx.vertx(), settings, Optional.empty());
  }

  private RunningGateway(
      Vertx vertx, Map<String, String> settings, Optional<RedisCounterStore> store) {
    this.vertx = vertx;
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(GatewaySettings.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withDefaultValue("keelage.host", "127.0.0.1")
            .withDefaultValue("keelage.port", "0")
            .withDefaultValue("keelage.event-loops", "2")
            .withDefaultValue("keelage.mock.enabled", "true")
            .withDefaultValues(settings)
            .build();
    LocalShares shares = new LocalShares();
    server =
        new CallerServer(
            vertx,
            config.getConfigMapping(GatewaySettings.class),
            snapshots,
            new CompiledGuardrails(snapshots, GuardBounds.DEFAULTS, new GuardMetrics(meters)),
            new Admission(
                store.<CounterStore>map(each -> each).orElse(books),
                shares,
                4096,
                StoreSignals.NONE),
            new Settlement(store.<BookingStore>map(each -> each).orElse(books), shares),
            new Dialects(
                List.of(
                    new OpenAiDialect(Compat.LITELLM_1_104),
                    new AnthropicDialect(Compat.LITELLM_1_104, 4096))),
            observer(),
            new UpstreamTroubles(meters),
            drainState);
    port = await(server.start());
  }

  private CallObserver observer() {
    CallMetrics metrics = new CallMetrics(meters, snapshots);
    CallSpans tracing = new CallSpans(tracers.get("test"));
    return (call, status, outcome, receipt) -> {
      metrics.ended(call, status, outcome, receipt);
      tracing.ended(call, status, outcome, receipt);
    };
  }

  static RunningGateway start(Fleet fleet) {
    return start(fleet, Map.of());
  }

  static RunningGateway start(Fleet fleet, Map<String, String> settings) {
    RunningGateway gateway = new RunningGateway(settings);
    gateway.serve(fleet);
    return gateway;
  }

  /** Counting and booking in a real Redis, which the caller closes. */
  static RunningGateway start(Fleet fleet, Vertx vertx, RedisCounterStore store) {
    RunningGateway gateway = new RunningGateway(vertx, Map.of(), Optional.of(store));
    gateway.serve(fleet);
    return gateway;
  }

  /** Without any configuration yet. */
  static RunningGateway empty() {
    return new RunningGateway(Map.of());
  }

  void serve(Fleet fleet) {
    snapshots.swap(LoadedSnapshot.of("test", fleet.snapshot()));
  }

  Books books() {
    return books;
  }

  WrittenSpans spans() {
    return spans;
  }

  SimpleMeterRegistry meters() {
    return meters;
  }

  CallerServer server() {
    return server;
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  OpenAIClient openAi() {
    return openAi(Fleet.KEY);
  }

  OpenAIClient openAi(String key) {
    return OpenAIOkHttpClient.builder().baseUrl(url() + "/v1").apiKey(key).maxRetries(0).build();
  }

  AnthropicClient anthropic() {
    return AnthropicOkHttpClient.builder().baseUrl(url()).apiKey(Fleet.KEY).maxRetries(0).build();
  }

  /** One request as it is, with the test's key. */
  HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("authorization", "Bearer " + Fleet.KEY)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("authorization", "Bearer " + Fleet.KEY);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
