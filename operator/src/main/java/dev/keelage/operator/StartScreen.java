package dev.keelage.operator;

import java.util.List;
import java.util.Optional;

/** What the operator says of itself at start: what it serves, where, and what is missing. */
final class StartScreen {
  private StartScreen() {}

  static String of(OperatorSettings settings) {
    return """
        Keelage operator
          resources   %s
          snapshot    Secrets in namespace %s
          guardrails  of %s reach every call
          key Secrets name %s
          counters    %s
          ledger      %s
          ledger API  %s
          mock        %s
          leadership  %s\
        """
        .formatted(
            settings.watched().isEmpty()
                ? "of all namespaces"
                : "of namespaces " + String.join(", ", settings.watched()),
            settings.namespace(),
            "namespace "
                + String.join(
                    ", ",
                    settings.platformNamespaces().orElseGet(() -> List.of(settings.namespace()))),
            settings.baseUrlOrService(),
            given(
                settings.redis().url().map(urls -> String.join(", ", urls)),
                "spending is not shown; set KEELAGE_REDIS_URL"),
            given(settings.postgres().url(), "no schema is made; set KEELAGE_POSTGRES_URL"),
            settings.ledgerApi().enabled()
                ? "on port " + settings.ledgerApi().port()
                : "off; set KEELAGE_LEDGER_API_ENABLED=true",
            settings.mock().enabled()
                ? "Providers of type Mock are served"
                : "Providers of type Mock are refused",
            settings.leaderElection().enabled()
                ? "elected, as " + settings.leaderElection().identityOrHostName()
                : "not elected: this must be the only operator");
  }

  /** Without user and password. */
  private static String given(Optional<String> url, String otherwise) {
    return url.map(text -> text.replaceAll("//[^/,]*@", "//***@")).orElse(otherwise);
  }
}
