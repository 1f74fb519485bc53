package dev.keelage.gateway.exchange;

import dev.keelage.snapshot.cost.ServiceTier;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one scan over a request body finds, without building a tree: enough to decide, price and
 * splice.
 *
 * @param body the caller's bytes, unchanged
 * @param model the name the caller said
 * @param modelSpan where its JSON string stands, quotes included
 * @param stream whether the caller asked for server-sent events
 * @param maxOutputTokens the caller's own bound ({@code max_completion_tokens}, {@code max_tokens})
 * @param usageInStream whether the caller asked for usage in the stream (OpenAI {@code
 *     stream_options.include_usage}); always true where the dialect reports it anyway
 * @param streamOptionsSpan where the value of {@code stream_options} stands; {@link Span#NONE} if
 *     absent
 * @param objectStart offset just behind the opening brace, where members may be spliced in
 * @param inputTokensEstimate of everything that the vendor will count as input, never negative
 * @param choices how many answers are asked for ({@code n}), at least 1
 * @param searches the most web searches that the vendor may make for the call, as far as the caller
 *     bounds them
 * @param user the end user whom the caller names
 * @param tiers in which the vendor may serve the call
 * @param tags that the body says, as {@link SaidTags} bounds them
 * @param notSent members for this gateway only, which go to no vendor: each from its name to its
 *     value, in their order; never {@code model} or {@code stream_options}
 */
public record Envelope(
    Buffer body,
    String model,
    Span modelSpan,
    boolean stream,
    OptionalLong maxOutputTokens,
    boolean usageInStream,
    Span streamOptionsSpan,
    int objectStart,
    long inputTokensEstimate,
    int choices,
    long searches,
    Optional<String> user,
    Set<ServiceTier> tiers,
    Set<String> tags,
    List<Span> notSent) {
  /** Where a caller does not say which tier it wants, the vendor or its project setting decides. */
  public static final Set<ServiceTier> ANY_TIER = Set.copyOf(EnumSet.allOf(ServiceTier.class));

  public Envelope {
    tiers = Set.copyOf(tiers);
    tags = Set.copyOf(tags);
    notSent = List.copyOf(notSent);
  }

  /** Byte offsets, end exclusive. */
  public record Span(int start, int end) {
    public static final Span NONE = new Span(-1, -1);

    public boolean present() {
      return start >= 0;
    }
  }
}
