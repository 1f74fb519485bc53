package dev.keelage.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Reasoning;
import dev.keelage.gateway.exchange.ChatCall.ResponseFormat;
import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.Tool;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.ChatReply;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Part.Source;
import dev.keelage.gateway.exchange.StopReason;
import dev.keelage.gateway.exchange.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What both dialects can say, each says and understands again. */
class CanonicalRoundTripTest {
  @Property(tries = 500)
  void openAiUnderstandsItsOwnCalls(@ForAll("calls") ChatCall call) {
    assertThat(CrossingTest.decodeCall(Story.OPENAI, Story.OPENAI.encodeCall(call)))
        .isEqualTo(call);
  }

  @Property(tries = 500)
  void anthropicUnderstandsItsOwnCalls(@ForAll("calls") ChatCall call) {
    // It does not think before a call that it is forced to make.
    Assume.that(call.reasoning().isEmpty() || call.toolChoice() instanceof ToolChoice.Auto);

    assertThat(CrossingTest.decodeCall(Story.ANTHROPIC, Story.ANTHROPIC.encodeCall(call)))
        .isEqualTo(call);
  }

  @Property(tries = 500)
  void bothUnderstandTheirOwnReplies(@ForAll("replies") ChatReply reply) {
    for (Dialect dialect : List.of(Story.OPENAI, Story.ANTHROPIC)) {
      ChatReply again = dialect.decodeReply(dialect.encodeReply(reply, Story.CONTEXT));

      assertThat(again.parts()).isEqualTo(reply.parts());
      assertThat(again.stopReason()).isEqualTo(reply.stopReason());
      assertThat(again.usage().totalInputTokens()).isEqualTo(reply.usage().totalInputTokens());
      assertThat(again.usage().cachedInputTokens()).isEqualTo(reply.usage().cachedInputTokens());
      assertThat(again.usage().totalOutputTokens()).isEqualTo(reply.usage().totalOutputTokens());
      assertThat(again.usage().reasoningTokens()).isEqualTo(reply.usage().reasoningTokens());
    }
  }

  @Provide
  Arbitrary<ChatCall> calls() {
    Arbitrary<Part> said =
        Arbitraries.oneOf(
            text(),
            Arbitraries.of(
                new Part.Image(new Source.Url("https://example.org/a.png")),
                new Part.Image(new Source.Inline("image/png", "iVBORw0K")),
                new Part.Document(
                    new Source.Inline("application/pdf", "JVBERi0x"), Optional.of("a.pdf"))));
    Arbitrary<List<Turn>> exchanges =
        Combinators.combine(
                said.list().ofMinSize(1).ofMaxSize(3), text(), Arbitraries.integers().between(0, 2))
            .as(CanonicalRoundTripTest::exchange)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(CanonicalRoundTripTest::conversation);
    Arbitrary<ResponseFormat> format =
        Arbitraries.of(new ResponseFormat.JsonSchema("answer", "{\"type\":\"object\"}", true));
    Arbitrary<ToolChoice> choice =
        Arbitraries.of(
            new ToolChoice.Auto(),
            new ToolChoice.None(),
            new ToolChoice.Required(),
            new ToolChoice.Named("toll"));
    return Combinators.combine(
            text().list().ofMaxSize(2),
            exchanges,
            choice,
            Arbitraries.integers().between(1, 100_000),
            Arbitraries.doubles().between(0, 0.99).injectNull(0.5),
            Arbitraries.strings().alpha().ofMinLength(1).list().ofMaxSize(4),
            format.optional(),
            Arbitraries.of("low", "medium", "high", "xhigh", "max").optional())
        .as(CanonicalRoundTripTest::call);
  }

  private static ChatCall call(
      List<Part> system,
      List<Turn> turns,
      ToolChoice choice,
      int max,
      Double temperature,
      List<String> stop,
      Optional<ResponseFormat> format,
      Optional<String> effort) {
    return new ChatCall(
        "m",
        system.stream().map(Part.Text.class::cast).toList(),
        turns,
        List.of(
            new Tool(
                "toll",
                Optional.of("d"),
                "{\"type\":\"object\",\"x\":1.50,\"y\":1E+2}",
                max % 2 == 0)),
        choice,
        choice instanceof ToolChoice.None || max % 3 == 0,
        OptionalLong.of(max),
        temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        stop,
        format,
        effort.map(word -> new Reasoning(Optional.of(word), OptionalLong.empty())),
        Optional.of("u"),
        max % 5 == 0);
  }

  /** What the user says, and what the assistant answers: text, and calls that get results. */
  private static List<Turn> exchange(List<Part> said, Part answer, int calls) {
    List<Part> assistant = new ArrayList<>(List.of(answer));
    List<Part> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      assistant.add(new Part.ToolCall("call_" + i, "toll", "{\"n\":" + i + "}"));
      results.add(new Part.ToolResult("call_" + i, List.of(answer), false));
    }
    List<Turn> turns =
        new ArrayList<>(List.of(new Turn(Role.USER, said), new Turn(Role.ASSISTANT, assistant)));
    if (calls > 0) {
      turns.add(new Turn(Role.USER, results));
      turns.add(new Turn(Role.ASSISTANT, List.of(answer)));
    }
    return turns;
  }

  private static List<Turn> conversation(List<List<Turn>> exchanges) {
    return exchanges.stream().flatMap(List::stream).toList();
  }

  @Provide
  Arbitrary<ChatReply> replies() {
    Arbitrary<Long> tokens = Arbitraries.longs().between(0, 1_000_000_000);
    Arbitrary<Usage> usage =
        Combinators.combine(tokens, tokens, tokens, tokens, tokens)
            .as(
                (in, cached, written, out, thought) ->
                    Usage.ofText(in, cached, written, 0, out, thought, false));
    return Combinators.combine(text(), usage, Arbitraries.integers().between(0, 2))
        .as(
            (text, figures, calls) -> {
              List<Part> parts = new ArrayList<>(List.of(text));
              for (int i = 0; i < calls; i++) {
                parts.add(new Part.ToolCall("call_" + i, "toll", "{\"n\":1.50}"));
              }
              return new ChatReply(
                  "x", parts, calls > 0 ? StopReason.TOOL_CALLS : StopReason.MAX_TOKENS, figures);
            });
  }

  private static Arbitrary<Part> text() {
    return Arbitraries.strings()
        .all()
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s))
        .map(s -> new Part.Text(s));
  }
}
