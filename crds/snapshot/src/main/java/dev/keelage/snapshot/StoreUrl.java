package dev.keelage.snapshot;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * What {@code KEELAGE_REDIS_URL} and {@code KEELAGE_POSTGRES_URL} have to look like, for operator
 * and gateways alike. Checked at start, so that what can never work is told at once and not tried
 * for ever.
 */
public final class StoreUrl {
  private static final Set<String> REDIS = Set.of("redis", "rediss");
  private static final Set<String> POSTGRES = Set.of("postgresql", "postgres");
  private static final int HIGHEST_PORT = 65_535;

  private static final String ESCAPES =
      "; in user and password, write @ : / ? # % as %40 %3A %2F %3F %23 %25";

  private StoreUrl() {}

  /**
   * One server, or seeds of a cluster, or sentinels.
   *
   * @throws IllegalArgumentException one of them is no such URL; the message does not repeat it,
   *     for the password's sake
   */
  public static List<String> redis(List<String> urls) {
    if (!urls.stream().allMatch(url -> reaches(url, REDIS))) {
      throw new IllegalArgumentException(
          "KEELAGE_REDIS_URL is not of the form redis://user:password@host:port (rediss:// for TLS;"
              + " several, separated by commas)"
              + ESCAPES);
    }
    return List.copyOf(urls);
  }

  /**
   * A server and a database.
   *
   * @throws IllegalArgumentException it is no such URL; the message does not repeat it, for the
   *     password's sake
   */
  public static String postgres(String url) {
    if (!reaches(url, POSTGRES) || URI.create(url).getPath().length() < 2) {
      throw new IllegalArgumentException(
          "KEELAGE_POSTGRES_URL is not of the form postgresql://user:password@host:port/database"
              + ESCAPES);
    }
    return url;
  }

  private static boolean reaches(String url, Set<String> schemes) {
    try {
      URI uri = URI.create(url);
      return uri.getScheme() != null
          && schemes.contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() <= HIGHEST_PORT;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
