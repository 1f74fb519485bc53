package dev.keelage.compiler;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Durations;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.Reason;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where vendors are and how to sign. One without its Secret is left out. */
final class ProviderCompiler {
  private static final String OPENAI_URL = "https://api.openai.com/v1";
  private static final String ANTHROPIC_URL = "https://api.anthropic.com";

  /** Hosts of the two. */
  private static final Set<String> VENDORS =
      Set.of(URI.create(OPENAI_URL).getHost(), URI.create(ANTHROPIC_URL).getHost());

  private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

  private final CompilerSettings settings;
  private final Secrets secrets;
  private final Referents<ProviderSpec> providers;

  ProviderCompiler(CompilerSettings settings, Secrets secrets, Referents<ProviderSpec> providers) {
    this.settings = settings;
    this.secrets = secrets;
    this.providers = providers;
  }

  List<ProviderEntry> compile(List<Declared<ProviderSpec>> declared) {
    List<ProviderEntry> entries = new ArrayList<>();
    for (Declared<ProviderSpec> provider : declared) {
      ProviderEntry entry = entry(provider);
      if (provider.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private ProviderEntry entry(Declared<ProviderSpec> provider) {
    ProviderSpec spec = provider.spec();
    checkOptions(provider);
    Optional<String> baseUrl = baseUrl(provider);
    tellOfNoCredentials(provider, baseUrl);
    return new ProviderEntry(
        provider.path(),
        type(spec.type()),
        baseUrl.orElse(null),
        apiKey(provider).orElse(null),
        headers(provider),
        Adjustments.of(provider, spec.costAdjustment()),
        CallLimitsCompiler.upstream(provider, "spec.limits", spec.limits()),
        providers.sharing(provider),
        mock(provider).orElse(null));
  }

  static ProviderEntry.Type type(ProviderSpec.Type type) {
    return switch (type) {
      case OPENAI -> ProviderEntry.Type.OPENAI;
      case ANTHROPIC -> ProviderEntry.Type.ANTHROPIC;
      case MOCK -> ProviderEntry.Type.MOCK;
    };
  }

  private void checkOptions(Declared<ProviderSpec> provider) {
    ProviderSpec spec = provider.spec();
    belongs(provider, spec.openAI(), "openAI", ProviderSpec.Type.OPENAI, "OpenAI");
    belongs(provider, spec.anthropic(), "anthropic", ProviderSpec.Type.ANTHROPIC, "Anthropic");
    belongs(provider, spec.mock(), "mock", ProviderSpec.Type.MOCK, "Mock");
    if (spec.type() != ProviderSpec.Type.MOCK) {
      return;
    }
    if (!settings.mockEnabled()) {
      provider
          .verdict()
          .invalid(
              "type: Mock answers by itself and is switched off here; set KEELAGE_MOCK_ENABLED=true, or choose a vendor's type");
    }
    if (spec.baseUrl() != null || spec.auth() != null || !spec.headers().isEmpty()) {
      provider.verdict().invalid("type: Mock calls nobody: leave out baseUrl, auth and headers");
    }
  }

  private static void belongs(
      Declared<ProviderSpec> provider,
      @Nullable Object options,
      String field,
      ProviderSpec.Type type,
      String typeName) {
    if (options != null && provider.spec().type() != type) {
      provider.verdict().invalid("spec.%s belongs to type: %s".formatted(field, typeName));
    }
  }

  private static Optional<String> baseUrl(Declared<ProviderSpec> provider) {
    String url = provider.spec().baseUrl();
    if (url == null) {
      return switch (provider.spec().type()) {
        case OPENAI -> Optional.of(OPENAI_URL);
        case ANTHROPIC -> Optional.of(ANTHROPIC_URL);
        case MOCK -> Optional.empty();
      };
    }
    try {
      return Optional.of(BaseUrl.normalise(url));
    } catch (IllegalArgumentException e) {
      provider.verdict().invalid("spec.baseUrl: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Servers of one's own may ask for no key; these two vendors always do. */
  private static void tellOfNoCredentials(
      Declared<ProviderSpec> provider, Optional<String> baseUrl) {
    if (provider.spec().auth() == null) {
      baseUrl
          .filter(url -> VENDORS.contains(URI.create(url).getHost().toLowerCase(Locale.ROOT)))
          .ifPresent(
              url ->
                  provider
                      .verdict()
                      .further(
                          ConditionType.AUTHENTICATED,
                          false,
                          Reason.NO_CREDENTIALS,
                          "calls to %s carry no key, and will be answered 401; set spec.auth.apiKey, or spec.baseUrl where the server is one of your own"
                              .formatted(url)));
    }
  }

  private Optional<Sensitive> apiKey(Declared<ProviderSpec> provider) {
    ProviderSpec.Auth auth = provider.spec().auth();
    if (auth == null) {
      return Optional.empty();
    }
    provider.verdict().refers();
    return switch (secrets.find(
        provider.namespace(), auth.apiKey().secretKeyRef(), "spec.auth.apiKey")) {
      case Secrets.Lookup.Value(Sensitive value) -> Optional.of(value);
      case Secrets.Lookup.None(Verdict.Problem problem) -> {
        provider.verdict().leaveOut(problem);
        yield Optional.empty();
      }
    };
  }

  private Map<String, Sensitive> headers(Declared<ProviderSpec> provider) {
    ProviderSpec spec = provider.spec();
    Map<String, Sensitive> headers = new UpstreamHeaders(secrets).of(provider);
    switch (spec.type()) {
      case OPENAI -> {
        ProviderSpec.OpenAI openAI = spec.openAI();
        if (openAI != null) {
          put(headers, "OpenAI-Organization", openAI.organization());
          put(headers, "OpenAI-Project", openAI.project());
        }
      }
      case ANTHROPIC -> {
        ProviderSpec.Anthropic options = spec.anthropic();
        ProviderSpec.Anthropic anthropic =
            options == null ? ProviderSpec.Anthropic.DEFAULTS : options;
        put(headers, "anthropic-version", anthropic.version());
        if (!anthropic.beta().isEmpty()) {
          put(headers, "anthropic-beta", String.join(",", anthropic.beta()));
        }
      }
      case MOCK -> {}
    }
    return headers;
  }

  private static void put(Map<String, Sensitive> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, new Sensitive(value));
    }
  }

  private static Optional<ProviderEntry.MockBehaviour> mock(Declared<ProviderSpec> provider) {
    if (provider.spec().type() != ProviderSpec.Type.MOCK) {
      return Optional.empty();
    }
    ProviderSpec.Mock options = provider.spec().mock();
    ProviderSpec.Mock mock = options == null ? ProviderSpec.Mock.DEFAULTS : options;
    try {
      Duration latency = Durations.parse(mock.latency());
      Duration interval = Durations.parse(mock.streamInterval());
      FieldRules.atMost(provider, "spec.mock.latency", latency, LONGEST_LATENCY, "10m");
      FieldRules.atMost(provider, "spec.mock.streamInterval", interval, LONGEST_INTERVAL, "1m");
      return Optional.of(
          new ProviderEntry.MockBehaviour(
              Math.toIntExact(latency.toMillis()),
              mock.outputTokens(),
              Math.toIntExact(interval.toMillis()),
              mock.failurePercent()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      provider.verdict().invalid("spec.mock: " + e.getMessage());
      return Optional.empty();
    }
  }
}
