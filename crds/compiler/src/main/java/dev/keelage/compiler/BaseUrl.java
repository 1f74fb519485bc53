package dev.keelage.compiler;

import java.net.URI;
import java.net.URISyntaxException;

/** The address of a vendor's API. */
final class BaseUrl {
  private BaseUrl() {}

  /**
   * Without a trailing slash.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static String normalise(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is no URL: " + e.getReason(), e);
    }
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException("it has to begin with http:// or https://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("it has no host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("leave out user, query and fragment; keys belong in auth");
    }
    if (uri.getPort() > 65_535) {
      throw new IllegalArgumentException("its port is above 65535");
    }
    return text.replaceAll("/+$", "");
  }
}
