package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListMap;
import dev.keelage.api.schema.ListSet;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One enum says the type; a vendor's options sit under a field of its own name. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListMap.class, input = "headers:name")
@ValidationRule(
    value = "!has(self.openAI) || self.type == 'OpenAI'",
    message = "openAI belongs to type: OpenAI")
@ValidationRule(
    value = "!has(self.anthropic) || self.type == 'Anthropic'",
    message = "anthropic belongs to type: Anthropic")
@ValidationRule(
    value = "!has(self.mock) || self.type == 'Mock'",
    message = "mock belongs to type: Mock")
@ValidationRule(
    value = "self.type != 'Mock' || (!has(self.baseUrl) && !has(self.auth) && !has(self.headers))",
    message = "type: Mock calls nobody: leave out baseUrl, auth and headers")
@ValidationRule(
    value = "!has(self.baseUrl) || isURL(self.baseUrl)",
    message = "baseUrl is no URL: look at host and port",
    fieldPath = ".baseUrl")
@ValidationRule(
    value =
        "!has(self.headers) || self.headers.all(h, self.headers.exists_one(o, o.name.lowerAscii()"
            + " == h.name.lowerAscii()))",
    message = "headers names the same header twice; upper and lower case are the same")
public record ProviderSpec(
    @Required
        @JsonPropertyDescription(
            "The wire format that the vendor speaks. OpenAI: OpenAI itself and every compatible"
                + " server (Azure OpenAI v1, vLLM, Ollama, ...). Anthropic: the Messages API. Mock:"
                + " answers by itself, for demos and load tests; the platform has to enable it.")
        Type type,
    @Size(min = 8, max = 2048)
        @Pattern("^https?://[A-Za-z0-9._:\\[\\]-]+(/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?$")
        @JsonPropertyDescription(
            "Where the vendor's API starts; no user, query or fragment. OpenAI: with the version,"
                + " default https://api.openai.com/v1. Anthropic: without it, default"
                + " https://api.anthropic.com. Example: http://vllm.models.svc:8000/v1.")
        @Nullable String baseUrl,
    @JsonPropertyDescription(
            "How requests are signed. Absent: not at all, as servers inside the cluster often want"
                + " it.")
        @Nullable Auth auth,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Headers sent with every request, at most 16. Example: {name: api-key, secretKeyRef:"
                + " {name: azure, key: api-key}}.")
        List<Header> headers,
    @JsonPropertyDescription(
            "Changes what calls on this provider cost: a negotiated discount, or a margin. Holds for"
                + " the catalogue's prices and for those in Models.")
        @Nullable CostAdjustment costAdjustment,
    @JsonPropertyDescription(
            "How much is sent to this provider, by all Models together. Absent: no limit."
                + UpstreamLimits.DESCRIPTION)
        @Nullable UpstreamLimits limits,
    @JsonPropertyDescription("Options of type: OpenAI.") @Nullable OpenAI openAI,
    @JsonPropertyDescription("Options of type: Anthropic.") @Nullable Anthropic anthropic,
    @JsonPropertyDescription("Options of type: Mock.") @Nullable Mock mock,
    @Default("{}")
        @JsonPropertyDescription(
            "Which namespaces' Models may use this provider. Default: its own only.")
        AllowedNamespaces allowedNamespaces) {

  public ProviderSpec {
    Objects.requireNonNull(type, "spec.type is required");
    headers = headers == null ? List.of() : List.copyOf(headers);
    allowedNamespaces = allowedNamespaces == null ? AllowedNamespaces.SAME : allowedNamespaces;
  }

  /** The wire format that the vendor speaks. */
  public enum Type {
    @JsonProperty("OpenAI")
    OPENAI,
    @JsonProperty("Anthropic")
    ANTHROPIC,
    @JsonProperty("Mock")
    MOCK
  }

  /** One field per way of signing; exactly one is set. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Auth(
      @Required
          @JsonPropertyDescription(
              "A static key. OpenAI: sent as Authorization: Bearer. Anthropic: sent as x-api-key.")
          ApiKey apiKey) {
    public Auth {
      Objects.requireNonNull(apiKey, "auth.apiKey is required");
    }
  }

  /** A static key. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApiKey(
      @Required
          @JsonPropertyDescription("The Secret and the key in it that hold the vendor's API key.")
          SecretKeyRef secretKeyRef) {
    public ApiKey {
      Objects.requireNonNull(secretKeyRef, "auth.apiKey.secretKeyRef is required");
    }
  }

  /** A header with a plain value or one from a Secret. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.value) != has(self.secretKeyRef)",
      message = "a header has exactly one of value and secretKeyRef")
  @ValidationRule(
      value =
          "!(self.name.lowerAscii() in ['connection', 'keep-alive', 'proxy-authenticate',"
              + " 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding',"
              + " 'upgrade', 'host', 'content-length', 'content-type', 'content-encoding',"
              + " 'accept-encoding', 'expect'])",
      message = "this header belongs to the connection or the body; the gateway sets it",
      fieldPath = ".name")
  @ValidationRule(
      value =
          "!(self.name.lowerAscii() in ['authorization', 'x-api-key', 'anthropic-version',"
              + " 'anthropic-beta', 'openai-organization', 'openai-project'])",
      message = "this header has a field of its own: use auth, openAI or anthropic",
      fieldPath = ".name")
  public record Header(
      @Required
          @Size(min = 1, max = 128)
          @Pattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
          @JsonPropertyDescription("Name of the header; upper and lower case are the same.")
          String name,
      @Size(max = 4096)
          @Pattern("^([\\x21-\\x7E]([\\x20-\\x7E]*[\\x21-\\x7E])?)?$")
          @JsonPropertyDescription("Its value, visible ASCII. For secrets use secretKeyRef.")
          @Nullable String value,
      @JsonPropertyDescription("The Secret and the key in it that hold its value.")
          @Nullable SecretKeyRef secretKeyRef) {
    public Header {
      Objects.requireNonNull(name, "headers[].name is required");
    }
  }

  /** Options of type: OpenAI. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OpenAI(
      @Size(min = 1, max = 256)
          @Pattern("^[\\x21-\\x7E]+$")
          @JsonPropertyDescription("Sent as OpenAI-Organization. Example: org-abc123.")
          @Nullable String organization,
      @Size(min = 1, max = 256)
          @Pattern("^[\\x21-\\x7E]+$")
          @JsonPropertyDescription("Sent as OpenAI-Project. Example: proj_abc123.")
          @Nullable String project) {}

  /** Options of type: Anthropic. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = ListSet.class, input = "beta")
  public record Anthropic(
      @Default(Anthropic.DEFAULT_VERSION)
          @Size(max = 10)
          @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
          @JsonPropertyDescription("Sent as anthropic-version. Default 2023-06-01.")
          String version,
      @Size(max = 16)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Beta features, sent as anthropic-beta. Example: [files-api-2025-04-14].")
          List<@Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9._-]+$") String> beta) {
    static final String DEFAULT_VERSION = "2023-06-01";

    /** What an Anthropic provider without {@code spec.anthropic} has. */
    public static final Anthropic DEFAULTS = new Anthropic(DEFAULT_VERSION, List.of());

    public Anthropic {
      version = version == null ? DEFAULT_VERSION : version;
      beta = beta == null ? List.of() : List.copyOf(beta);
    }
  }

  /** How a Mock provider behaves. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "duration(self.latency) <= duration('10m') && duration(self.streamInterval) <="
              + " duration('1m')",
      message = "latency is at most 10m, streamInterval at most 1m")
  public record Mock(
      @Default(Mock.DEFAULT_LATENCY)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION_OR_ZERO)
          @JsonPropertyDescription("Time until the first byte, 0s to 10m. Default 50ms.")
          String latency,
      @Default("" + Mock.DEFAULT_OUTPUT_TOKENS)
          @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Tokens in an answer, 1 to 10000; a stream has as many chunks. Default 32.")
          Integer outputTokens,
      @Default(Mock.DEFAULT_STREAM_INTERVAL)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION_OR_ZERO)
          @JsonPropertyDescription("Time between two chunks of a stream, 0s to 1m. Default 20ms.")
          String streamInterval,
      @Default("" + Mock.DEFAULT_FAILURE_PERCENT)
          @Min(0)
          @Max(100)
          @JsonPropertyDescription("Share of calls answered by a 500, 0 to 100. Default 0.")
          Integer failurePercent) {
    static final String DEFAULT_LATENCY = "50ms";
    static final int DEFAULT_OUTPUT_TOKENS = 32;
    static final String DEFAULT_STREAM_INTERVAL = "20ms";
    static final int DEFAULT_FAILURE_PERCENT = 0;

    /** What a Mock provider without {@code spec.mock} has. */
    public static final Mock DEFAULTS =
        new Mock(
            DEFAULT_LATENCY,
            DEFAULT_OUTPUT_TOKENS,
            DEFAULT_STREAM_INTERVAL,
            DEFAULT_FAILURE_PERCENT);

    public Mock {
      latency = latency == null ? DEFAULT_LATENCY : latency;
      outputTokens = outputTokens == null ? DEFAULT_OUTPUT_TOKENS : outputTokens;
      streamInterval = streamInterval == null ? DEFAULT_STREAM_INTERVAL : streamInterval;
      failurePercent = failurePercent == null ? DEFAULT_FAILURE_PERCENT : failurePercent;
    }
  }
}
