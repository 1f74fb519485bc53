package dev.keelage.gateway.provider.wire;

import dev.keelage.gateway.socket.Flushes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Opens connections on one event loop, resolving names as Vert.x does. */
final class Connector {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Bootstrap bootstrap;
  private final Tls tls;
  private @Nullable Future<SslContext> trust;
  private final VertxInternal vertx;
  private final Flushes flushes;

  Connector(VertxInternal vertx, ContextInternal context, Tls tls) {
    this.vertx = vertx;
    this.tls = tls;
    this.flushes = new Flushes(context.nettyEventLoop());
    ChannelFactory<? extends Channel> sockets = vertx.transport().channelFactory(false);
    ChannelFactory<Channel> polled = () -> levelTriggered(sockets.newChannel());
    this.bootstrap =
        new Bootstrap()
            .group(context.nettyEventLoop())
            .channelFactory(polled)
            .resolver(vertx.nettyAddressResolverGroup());
    vertx.transport().configure(new HttpClientOptions().setTcpNoDelay(true), false, bootstrap);
    bootstrap
        // The exchange has a deadline of its own, which name and handshake count against too.
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        // A vendor that does not want to hear the rest may have said why.
        .option(ChannelOption.AUTO_CLOSE, false)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {}
            });
  }

  /**
   * Edge-triggered, which is epoll's default in Netty, every piece of an answer costs a second call
   * of the system to hear that there is no more.
   */
  private static Channel levelTriggered(Channel channel) {
    if (channel instanceof EpollSocketChannel socket) {
      socket.config().setEpollMode(EpollMode.LEVEL_TRIGGERED);
    }
    return channel;
  }

  void open(Origin origin, Opening opening) {
    if (!origin.tls()) {
      connect(origin, opening, null);
      return;
    }
    Future<SslContext> made = trust;
    if (made == null) {
      made = vertx.executeBlocking(tls::context, false);
      trust = made;
    }
    made.onComplete(
        loaded -> {
          if (loaded.succeeded()) {
            connect(origin, opening, loaded.result());
          } else {
            trust = null;
            opening.failed(loaded.cause());
          }
        });
  }

  private void connect(Origin origin, Opening opening, @Nullable SslContext security) {
    ChannelFuture connecting = bootstrap.connect(origin.address());
    opening.began(connecting.channel());
    connecting.addListener(
        (ChannelFuture connected) -> {
          Channel channel = connected.channel();
          if (!connected.isSuccess()) {
            channel.close();
            opening.failed(connected.cause());
            return;
          }
          AnswerDecoder decoder = new AnswerDecoder();
          Connection connection =
              new Connection(channel, opening.home(), decoder, flushes, KEEP_NANOS);
          if (security == null) {
            channel.pipeline().addLast(decoder, connection);
            opening.opened(connection);
          } else {
            SslHandler handler = handler(channel, origin, security);
            channel.pipeline().addLast(handler, decoder, connection);
            handler.handshakeFuture().addListener(shaken -> shaken(shaken, opening, connection));
          }
        });
  }

  private static void shaken(
      io.netty.util.concurrent.Future<?> shaken, Opening opening, Connection connection) {
    if (shaken.isSuccess()) {
      opening.opened(connection);
    } else {
      connection.close();
      opening.failed(shaken.cause());
    }
  }

  private static SslHandler handler(Channel channel, Origin origin, SslContext security) {
    SslHandler handler = security.newHandler(channel.alloc(), origin.name(), origin.port());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    handler.engine().setSSLParameters(parameters);
    // The deadline of the exchange counts.
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
