package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.snapshot.cost.Adjustment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a vendor is and how to sign.
 *
 * @param baseUrl absolute, without a trailing slash; OpenAI-compatible: includes the version path
 *     ({@code https://api.openai.com/v1}); Anthropic: the host ({@code https://api.anthropic.com});
 *     absent for {@link Type#MOCK}
 * @param headers sent with every upstream request, for example {@code OpenAI-Organization}, {@code
 *     anthropic-version}
 * @param adjustment of what calls on it cost
 * @param limits of what is sent there by all models together; absent = none
 * @param mock only for {@link Type#MOCK}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderEntry(
    String id,
    Type type,
    @Nullable String baseUrl,
    @Nullable Sensitive apiKey,
    Map<String, Sensitive> headers,
    @Nullable Adjustment adjustment,
    @Nullable Limits limits,
    Sharing sharing,
    @Nullable MockBehaviour mock)
    implements Entry {

  public ProviderEntry {
    headers = Map.copyOf(headers);
  }

  /** One that takes whatever is sent there. */
  public ProviderEntry(
      String id,
      Type type,
      @Nullable String baseUrl,
      @Nullable Sensitive apiKey,
      Map<String, Sensitive> headers,
      @Nullable Adjustment adjustment,
      Sharing sharing,
      @Nullable MockBehaviour mock) {
    this(id, type, baseUrl, apiKey, headers, adjustment, null, sharing, mock);
  }

  /** At list prices. */
  public ProviderEntry(
      String id,
      Type type,
      @Nullable String baseUrl,
      @Nullable Sensitive apiKey,
      Map<String, Sensitive> headers,
      Sharing sharing,
      @Nullable MockBehaviour mock) {
    this(id, type, baseUrl, apiKey, headers, null, sharing, mock);
  }

  /** The dialect a provider speaks. */
  public enum Type {
    OPENAI,
    ANTHROPIC,
    MOCK
  }

  /**
   * @param latencyMillis until the first byte
   * @param outputTokens how many tokens an answer has (also its number of stream chunks)
   * @param streamIntervalMillis between two chunks
   * @param failurePercent 0 to 100, share of calls answered by a 500
   */
  public record MockBehaviour(
      int latencyMillis, int outputTokens, int streamIntervalMillis, int failurePercent) {}
}
