package dev.keelage.gateway.provider;

import dev.keelage.gateway.provider.wire.HeadBytes;
import dev.keelage.snapshot.ProviderEntry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which headers an upstream request has. Of the caller's own only those go up that say what the
 * body means ({@link SpokenVersion}); credentials, cookies, addresses and the vendor account's
 * selectors ({@code openai-organization}, {@code openai-project}) never do.
 *
 * @param constant what every request to the provider carries, its credentials among it, by
 *     lower-case name
 * @param version of Anthropic's dialect, where a call says none
 * @param beta features of it that every request asks for
 */
record UpstreamHeaders(
    Map<String, String> constant, Optional<String> version, Optional<String> beta) {
  private static final String DEFAULT_ANTHROPIC_VERSION = "2023-06-01";
  private static final String ACCEPT = "accept";
  private static final byte[] ACCEPT_STREAM =
      HeadBytes.fields().field(ACCEPT, "text/event-stream").bytes();
  private static final byte[] ACCEPT_JSON =
      HeadBytes.fields().field(ACCEPT, "application/json").bytes();
  private static final String CALL_ID = "x-keelage-call-id";

  /** Written per call, or for the connection. */
  private static final Set<String> NOT_CONSTANT =
      Set.of(ACCEPT, CALL_ID, "host", "content-length", "transfer-encoding", "connection");

  UpstreamHeaders {
    constant = Collections.unmodifiableMap(new LinkedHashMap<>(constant));
  }

  static UpstreamHeaders of(ProviderEntry provider) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("user-agent", "keelage");
    headers.put("content-type", "application/json");
    if (provider.type() == ProviderEntry.Type.ANTHROPIC) {
      headers.put(SpokenVersion.VERSION_HEADER, DEFAULT_ANTHROPIC_VERSION);
    }
    provider
        .headers()
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.reveal()));
    var key = provider.apiKey();
    if (key != null) {
      switch (provider.type()) {
        case OPENAI, MOCK -> headers.put("authorization", "Bearer " + key.reveal());
        case ANTHROPIC -> headers.put("x-api-key", key.reveal());
      }
    }
    Optional<String> version = Optional.ofNullable(headers.remove(SpokenVersion.VERSION_HEADER));
    Optional<String> beta = Optional.ofNullable(headers.remove(SpokenVersion.BETA_HEADER));
    headers.keySet().removeAll(NOT_CONSTANT);
    return new UpstreamHeaders(headers, version, beta);
  }

  /**
   * What differs from call to call, but for the body's length.
   *
   * @throws IllegalArgumentException a value cannot be sent
   */
  byte[] own(UpstreamCall call) {
    HeadBytes own =
        HeadBytes.fields()
            .fields(call.stream() ? ACCEPT_STREAM : ACCEPT_JSON)
            .field(CALL_ID, call.callId());
    SpokenVersion spoken = call.spoken();
    spoken
        .version()
        .or(this::version)
        .ifPresent(said -> own.field(SpokenVersion.VERSION_HEADER, said));
    if (spoken.beta().isPresent() && beta.isPresent()) {
      own.field(SpokenVersion.BETA_HEADER, beta.get() + "," + spoken.beta().get());
    } else {
      spoken.beta().or(this::beta).ifPresent(said -> own.field(SpokenVersion.BETA_HEADER, said));
    }
    return own.bytes();
  }
}
