package dev.keelage.operator.ledger;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code postgresql://user:password@host:port/database?options} as a data source without a pool.
 */
public final class PostgresUrl {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private PostgresUrl() {}

  /**
   * @throws IllegalArgumentException it is no such URL; the message does not repeat it, for the
   *     password's sake
   */
  public static DataSource dataSource(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw wrong();
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://"
            + uri.getHost()
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
            + uri.getRawPath()
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    String user = uri.getRawUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      source.setUser(decode(colon < 0 ? user : user.substring(0, colon)));
      if (colon >= 0) {
        source.setPassword(decode(user.substring(colon + 1)));
      }
    }
    source.setConnectTimeout(Math.toIntExact(CONNECT.toSeconds()));
    source.setApplicationName("keelage-operator");
    return source;
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "KEELAGE_POSTGRES_URL is not of the form postgresql://user:password@host:port/database");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
