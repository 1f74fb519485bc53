package dev.keelage.gateway.standalone;

import dev.keelage.gateway.standalone.directory.CompiledDirectory;
import dev.keelage.gateway.standalone.directory.SampleCall;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What a standalone gateway says of itself when it has started: one screen, ready to be copied. */
final class StartScreen {
  private static final int FINDINGS = 8;
  private static final int MODELS = 8;

  private final URI endpoint;
  private final URI management;
  private final Path resources;
  private final Path keyFile;

  /**
   * @param keyFile where further keys are
   */
  StartScreen(URI endpoint, URI management, Path resources, Path keyFile) {
    this.endpoint = endpoint;
    this.management = management;
    this.resources = resources;
    this.keyFile = keyFile;
  }

  String started(CompiledDirectory loaded) {
    return """

    Keelage gateway, serving %s (changes are picked up)

      endpoint   %s/v1   (OpenAI SDKs; Anthropic SDKs: %s)
      health     %s/q/health   metrics  %s/metrics
    %s%s
    Next: edit a file in %s, docs/guides/quickstart.md, Ctrl-C to end.
    """
        .formatted(
            resources,
            endpoint,
            endpoint,
            management,
            management,
            loaded.sample().map(this::invitation).orElseGet(() -> nothingToCall(loaded)),
            problems(loaded.findings()),
            resources);
  }

  String changed(CompiledDirectory loaded) {
    return "\nReloaded %s; models: %d, keys: %d.\n%s"
        .formatted(
            resources,
            loaded.snapshot().modelCount(),
            loaded.snapshot().keyCount(),
            problems(loaded.findings()));
  }

  private String invitation(SampleCall sample) {
    return """
      models     %s
      key        %s
                 (VirtualKey %s; all keys: %s)

    curl %s/v1/chat/completions -H 'Authorization: Bearer %s' \\
      -H 'Content-Type: application/json' \\
      -d '{"model": "%s", "messages": [{"role": "user", "content": "Hello"}]}'

    # Python: pip install openai
    from openai import OpenAI
    client = OpenAI(base_url="%s/v1", api_key="%s")
    print(client.chat.completions.create(model="%s", messages=[{"role": "user", "content": "Hello"}]))
    """
        .formatted(
            models(sample.models()),
            sample.apiKey(),
            sample.virtualKey(),
            keyFile,
            endpoint,
            sample.apiKey(),
            sample.model(),
            endpoint,
            sample.apiKey(),
            sample.model());
  }

  private String nothingToCall(CompiledDirectory loaded) {
    String why =
        loaded.files().resources().isEmpty()
            ? "there are no resources in " + resources
            : "no issued VirtualKey may call a Model that is served";
    return """

    Nothing to call yet: %s.
    deploy/samples/quickstart shows what is needed: a Provider, a Model and a VirtualKey.
    """
        .formatted(why);
  }

  private static String models(List<String> models) {
    String names = String.join(", ", models.stream().limit(MODELS).toList());
    return models.size() <= MODELS
        ? names
        : names + " and %d more (GET /v1/models)".formatted(models.size() - MODELS);
  }

  private static String problems(List<String> findings) {
    if (findings.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\nNot as it should be:\n");
    findings.stream()
        .limit(FINDINGS)
        .forEach(line -> text.append("  - ").append(line).append('\n'));
    if (findings.size() > FINDINGS) {
      text.append(
          "  - and %d more, most of them because of these\n".formatted(findings.size() - FINDINGS));
    }
    return text.toString();
  }
}
