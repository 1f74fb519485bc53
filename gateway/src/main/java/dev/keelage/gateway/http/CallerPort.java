package dev.keelage.gateway.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.VertxEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The socket that callers connect to, on Vert.x' transport (epoll where there is one). One acceptor
 * hands connections to the event loops in turn: the kernel's own distribution (SO_REUSEPORT) goes
 * by hash, which is uneven for the few long-lived connections that SDKs keep.
 */
final class CallerPort {
  private static final int BACKLOG = 1_024;

  private final Channel listening;

  private CallerPort(Channel listening) {
    this.listening = listening;
  }

  /**
   * @param port 0 takes any that is free
   * @param listeners each on an event loop of its own
   */
  static Future<CallerPort> open(
      VertxInternal vertx, String host, int port, List<CallerVerticle> listeners) {
    Promise<InetAddress> resolved = Promise.promise();
    vertx.resolveAddress(host, resolved);
    return resolved
        .future()
        .compose(
            address ->
                bound(bootstrap(vertx, listeners).bind(new InetSocketAddress(address, port))));
  }

  int number() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Nobody connects any more; connections stay. */
  void close() {
    listening.close();
  }

  private static ServerBootstrap bootstrap(VertxInternal vertx, List<CallerVerticle> listeners) {
    VertxEventLoopGroup loops = new VertxEventLoopGroup();
    Map<EventLoop, CallerVerticle> byLoop = new IdentityHashMap<>();
    for (CallerVerticle listener : listeners) {
      // More listeners than event loops: the first of each loop serves it.
      if (byLoop.putIfAbsent(listener.eventLoop(), listener) == null) {
        loops.addWorker(listener.eventLoop());
      }
    }
    return new ServerBootstrap()
        .group(vertx.getAcceptorEventLoopGroup(), loops)
        .channelFactory(vertx.transport().serverChannelFactory(false))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childHandler(new Handover(byLoop));
  }

  private static Future<CallerPort> bound(ChannelFuture binding) {
    Promise<CallerPort> bound = Promise.promise();
    binding.addListener(
        done -> {
          if (done.isSuccess()) {
            bound.complete(new CallerPort(binding.channel()));
          } else {
            bound.fail(done.cause());
          }
        });
    return bound.future();
  }

  /** Gives each new connection to the listener of its event loop. */
  private static final class Handover extends ChannelInitializer<Channel> {
    private final Map<EventLoop, CallerVerticle> byLoop;

    Handover(Map<EventLoop, CallerVerticle> byLoop) {
      this.byLoop = byLoop;
    }

    @Override
    protected void initChannel(Channel channel) {
      CallerVerticle listener = byLoop.get(channel.eventLoop());
      if (listener == null) {
        throw new IllegalStateException("a connection on somebody else's event loop");
      }
      listener.accept(channel);
    }
  }
}
