package dev.keelage.gateway.provider;

import io.vertx.core.Future;

/** One request on its way. Everything happens on the event loop that started it. */
public interface UpstreamExchange {
  /** The request left the gateway: from here on the vendor may be working on it. */
  Future<Void> sent();

  /** The head of the answer; failed where no connection came about or it broke before the head. */
  Future<UpstreamResponse> response();

  /**
   * Gives the request up, wherever it is: a connection that is still coming is dropped, an open one
   * reset. Nothing is heard of it afterwards.
   */
  void abort();
}
