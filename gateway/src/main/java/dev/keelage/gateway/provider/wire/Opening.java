package dev.keelage.gateway.provider.wire;

import io.netty.channel.Channel;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import org.jspecify.annotations.Nullable;

/** A connection that is coming about, for the exchange that asked for it. */
final class Opening implements Place {
  private final OriginConnections home;
  private final Exchange exchange;
  private @Nullable Channel channel;
  private boolean over;

  Opening(OriginConnections home, Exchange exchange) {
    this.home = home;
    this.exchange = exchange;
  }

  OriginConnections home() {
    return home;
  }

  void start(Connector connector, Origin origin) {
    exchange.at(this);
    connector.open(origin, this);
  }

  /** There is a socket at work. */
  void began(Channel coming) {
    channel = coming;
    if (over) {
      coming.close();
    }
  }

  void opened(Connection connection) {
    if (over) {
      connection.close();
      return;
    }
    over = true;
    home.opened(this, connection);
    connection.ask(exchange);
  }

  void failed(Throwable cause) {
    if (!over) {
      end();
      exchange.failed(cause);
    }
  }

  boolean late(long nowNanos) {
    return exchange.late(nowNanos);
  }

  void expire() {
    failed(new NoStackTraceTimeoutException("no connection"));
  }

  @Override
  public void leave(Exchange leaving) {
    if (!over) {
      end();
    }
  }

  private void end() {
    over = true;
    if (channel != null) {
      channel.close();
    }
    home.over(this);
  }
}
