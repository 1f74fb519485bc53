package dev.keelage.gateway.provider.wire;

import java.net.InetSocketAddress;

/**
 * Where connections go that can stand in for each other.
 *
 * @param host as in a URL: an IPv6 address has its brackets
 */
public record Origin(String host, int port, boolean tls) {
  /** What the {@code host} header says: without the port where it is the scheme's own. */
  public String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(name(), port);
  }

  /** What a certificate must be for. */
  String name() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
