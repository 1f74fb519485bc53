package dev.keelage.gateway.provider.wire;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** Whom to trust. */
public interface Tls {
  /** The certificate authorities that the JVM trusts. */
  Tls OF_THE_JVM = () -> SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();

  /**
   * Reads files: not for an event loop.
   *
   * @throws SSLException there are no usable authorities
   */
  SslContext context() throws SSLException;
}
