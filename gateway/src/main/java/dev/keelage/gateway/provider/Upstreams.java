package dev.keelage.gateway.provider;

import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.provider.wire.Connections;
import dev.keelage.gateway.provider.wire.Tls;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.ProviderEntry;
import io.vertx.core.Vertx;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The way to every vendor from one event loop: its own connections, so that a call never changes
 * threads. Not thread-safe; each event loop has its own.
 */
public final class Upstreams {
  /** Entries of snapshots long gone are dropped when so many have gathered. */
  private static final int MAX_TARGETS = 4096;

  private final Vertx vertx;
  private final Connections connections;
  private final boolean mockEnabled;
  private final Map<ProviderEntry, Target> targets = new IdentityHashMap<>();

  /**
   * Must be made on its event loop.
   *
   * @param connectionsPerOrigin at most, of this event loop
   */
  public Upstreams(Vertx vertx, int connectionsPerOrigin, boolean mockEnabled) {
    this.vertx = vertx;
    this.mockEnabled = mockEnabled;
    this.connections = new Connections(vertx, connectionsPerOrigin, Tls.OF_THE_JVM);
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
    try {
      return HttpExchange.start(connections, target(provider), call);
    } catch (IllegalArgumentException e) {
      return RefusedExchange.because(String.valueOf(e.getMessage()));
    }
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
