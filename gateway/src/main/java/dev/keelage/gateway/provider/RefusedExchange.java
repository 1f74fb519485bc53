package dev.keelage.gateway.provider;

import io.vertx.core.Future;

/** A request that was not even tried. */
record RefusedExchange(Future<UpstreamResponse> response) implements UpstreamExchange {
  static RefusedExchange because(String reason) {
    return new RefusedExchange(Future.failedFuture(reason));
  }

  @Override
  public Future<Void> sent() {
    return response.mapEmpty();
  }

  @Override
  public void abort() {}
}
