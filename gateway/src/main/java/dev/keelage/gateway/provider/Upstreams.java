package dev.keelage.gateway.provider;

import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.ProviderEntry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The way to every vendor from one event loop: its own connections, so that a call never changes
 * threads. Not thread-safe; each event loop has its own.
 */
public final class Upstreams {
  /** Entries of snapshots long gone are dropped when so many have gathered. */
  private static final int MAX_TARGETS = 4096;

  private static final int MAX_WAITING = 4096;
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final Vertx vertx;
  private final HttpClient client;
  private final boolean mockEnabled;
  private final Map<ProviderEntry, Target> targets = new IdentityHashMap<>();

  /**
   * @param connectionsPerOrigin at most, of this event loop
   */
  public Upstreams(Vertx vertx, int connectionsPerOrigin, boolean mockEnabled) {
    this.vertx = vertx;
    this.mockEnabled = mockEnabled;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setVerifyHost(true)
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE),
            new PoolOptions()
                .setHttp1MaxSize(connectionsPerOrigin)
                .setMaxWaitQueueSize(MAX_WAITING));
  }

  /** The dialect that the deployment's provider speaks. */
  public static WireFormat format(ServedDeployment deployment) {
    return Target.format(deployment.provider().type());
  }

  /** Must be called on the event loop that this belongs to. */
  public UpstreamExchange start(UpstreamCall call) {
    ProviderEntry provider = call.deployment().provider();
    if (provider.type() == ProviderEntry.Type.MOCK) {
      return mockEnabled
          ? MockExchange.start(vertx, call)
          : RefusedExchange.because("the Mock provider is not enabled on this gateway");
    }
    return HttpExchange.start(client, target(provider), call);
  }

  private Target target(ProviderEntry provider) {
    Target known = targets.get(provider);
    if (known == null) {
      if (targets.size() >= MAX_TARGETS) {
        targets.clear();
      }
      known = Target.of(provider);
      targets.put(provider, known);
    }
    return known;
  }
}
