package dev.keelage.compiler;

import dev.keelage.api.ProviderSpec;
import dev.keelage.snapshot.Sensitive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The headers that a Provider adds to every request. The API server refuses most faults before; a
 * file on disk is refused here.
 */
final class UpstreamHeaders {
  /** RFC 9110 section 7.6.1, and what describes the body or the peer: the gateway's own. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "accept-encoding",
          "expect");

  private static final Set<String> WITH_A_FIELD =
      Set.of(
          "authorization",
          "x-api-key",
          "anthropic-version",
          "anthropic-beta",
          "openai-organization",
          "openai-project");

  private final Secrets secrets;

  UpstreamHeaders(Secrets secrets) {
    this.secrets = secrets;
  }

  Map<String, Sensitive> of(Declared<ProviderSpec> provider) {
    Map<String, Sensitive> headers = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (ProviderSpec.Header header : provider.spec().headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!names.add(name)) {
        refuse(provider, header, "is there twice; upper and lower case are the same");
      } else if (OF_THE_CONNECTION.contains(name)) {
        refuse(provider, header, "belongs to the connection or the body; the gateway sets it");
      } else if (WITH_A_FIELD.contains(name)) {
        refuse(provider, header, "has a field of its own: use auth, openAI or anthropic");
      } else {
        add(provider, header, headers);
      }
    }
    return headers;
  }

  private void add(
      Declared<ProviderSpec> provider, ProviderSpec.Header header, Map<String, Sensitive> headers) {
    String value = header.value();
    var ref = header.secretKeyRef();
    if ((value == null) == (ref == null)) {
      refuse(provider, header, "has exactly one of value and secretKeyRef");
      return;
    }
    if (value != null) {
      headers.put(header.name(), new Sensitive(value));
    } else if (ref != null) {
      provider.verdict().refers();
      switch (secrets.find(
          provider.namespace(), ref, "spec.headers[" + header.name() + "].secretKeyRef")) {
        case Secrets.Lookup.Value(Sensitive secret) -> headers.put(header.name(), secret);
        case Secrets.Lookup.None(Verdict.Problem problem) -> provider.verdict().leaveOut(problem);
      }
    }
  }

  private static void refuse(
      Declared<ProviderSpec> provider, ProviderSpec.Header header, String why) {
    provider.verdict().invalid("spec.headers: " + header.name() + " " + why);
  }
}
