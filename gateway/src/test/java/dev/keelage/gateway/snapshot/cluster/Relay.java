package dev.keelage.gateway.snapshot.cluster;

import dev.keelage.testkit.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The way to a server, which can be cut and mended: with it cut, the server is away. */
final class Relay implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final URI target;
  private final int port = FreePort.next();
  private final NetClient client = vertx.createNetClient();
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private NetServer server = vertx.createNetServer();

  Relay(URI target) {
    this.target = target;
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  void mend() {
    server = vertx.createNetServer().connectHandler(this::connect);
    await(server.listen(port, "127.0.0.1"));
  }

  void cut() {
    await(server.close());
    open.forEach(NetSocket::close);
    open.clear();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private void connect(NetSocket caller) {
    open.add(caller);
    caller.pause();
    client
        .connect(target.getPort(), target.getHost())
        .onFailure(away -> caller.close())
        .onSuccess(
            upstream -> {
              open.add(upstream);
              caller.pipeTo(upstream);
              upstream.pipeTo(caller);
            });
  }

  private static <T> void await(Future<T> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
