package dev.keelage.gateway.provider;

import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Which version of Anthropic's dialect a body is written in. It goes up with the body where the
 * bytes pass through, since a vendor reads the same body differently under another version; a
 * translated body is of the provider's own version.
 *
 * @param version {@code anthropic-version}
 * @param beta {@code anthropic-beta}
 */
public record SpokenVersion(Optional<String> version, Optional<String> beta) {
  public static final SpokenVersion NONE = new SpokenVersion(Optional.empty(), Optional.empty());

  static final String VERSION_HEADER = "anthropic-version";
  static final String BETA_HEADER = "anthropic-beta";

  public static SpokenVersion of(MultiMap headers) {
    return new SpokenVersion(
        Optional.ofNullable(headers.get(VERSION_HEADER)),
        Optional.ofNullable(headers.get(BETA_HEADER)));
  }
}
