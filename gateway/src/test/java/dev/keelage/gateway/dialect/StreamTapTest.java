package dev.keelage.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.produce.Tokenizer;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTapTest {
  private static final String CONTENT =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}],\"usage\":null}\n\n";
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
  private static final String FINISH =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";
  private static final String MESSAGE =
      """
      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  static Stream<Story> streams() {
    return Story.with("stream.sse");
  }

  @ParameterizedTest
  @MethodSource("streams")
  void passesEveryByteOnAndSeesWhatTheDecoderSees(Story story) {
    byte[] stream = story.read("stream.sse");
    List<StreamEvent> events = CrossingTest.decode(story.own(), List.of(stream));
    String text = new String(stream, UTF_8);
    String whole = text.endsWith("\n\n") ? text : text + "\n"; // its last event gets a blank line

    for (int at = 0; at <= stream.length; at++) {
      StreamTap tap = story.own().streamTap(true);
      Buffer passed = Buffer.buffer();
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, 0, at))));
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, at, stream.length))));
      passed.appendBuffer(tap.end());

      assertThat(passed.toString()).as("cut at %d", at).isEqualTo(whole);
      assertThat(tap.usage()).isEqualTo(usage(events));
      assertThat(tap.error()).isEqualTo(error(events));
      assertThat(tap.closed()).isEqualTo(events.contains(new StreamEvent.Closed()));
      assertThat(tap.contentSeen()).isEqualTo(!story.toString().equals("anthropic/failure"));
    }
  }

  @Test
  void withholdsNothingButTheUsageThatNobodyAskedFor() {
    byte[] stream = (CONTENT + USAGE + DONE).getBytes(UTF_8);

    for (int at = 0; at <= stream.length; at++) {
      StreamTap tap = Story.OPENAI.streamTap(false);
      Buffer passed = Buffer.buffer();
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, 0, at))));
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, at, stream.length))));
      passed.appendBuffer(tap.end());

      assertThat(passed.toString()).as("cut at %d", at).isEqualTo(CONTENT + DONE);
      assertThat(tap.usage()).hasValue(Usage.ofText(3, 0, 0, 0, 2, 0, false));
    }
  }

  @Test
  void sendsTheVeryBufferOnWhereNothingIsWithheld() {
    StreamTap tap = Story.OPENAI.streamTap(false);
    Buffer chunk = Buffer.buffer(CONTENT);

    assertThat(tap.pass(chunk)).isSameAs(chunk);
  }

  @Test
  void keepsUsageThatComesWithAChoice() {
    String last =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";

    assertThat(Story.OPENAI.streamTap(false).pass(Buffer.buffer(last)).toString()).isEqualTo(last);
  }

  @Test
  void passesWhatItCannotRead() {
    String odd =
        "event: x\n\n: comment\n\ndata: not json\n\ndata: {\"choices\":7,\"usage\":\"x\"}\n\ndata\n\nfoo: bar\r\r";

    assertThat(Story.OPENAI.streamTap(false).pass(Buffer.buffer(odd)).toString()).isEqualTo(odd);
    assertThat(Story.ANTHROPIC.streamTap(false).pass(Buffer.buffer(odd)).toString()).isEqualTo(odd);
  }

  @Test
  void takesALastEventWithoutItsBlankLine() {
    StreamTap tap = Story.OPENAI.streamTap(false);
    Buffer passed = tap.pass(Buffer.buffer(CONTENT + "data: [DONE]"));

    assertThat(passed.appendBuffer(tap.end()).toString()).isEqualTo(CONTENT + DONE);
    assertThat(tap.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAnAnswerThatIsCompleteButForItsTerminator(boolean usageWanted) {
    StreamTap tap = Story.OPENAI.streamTap(usageWanted);
    Buffer passed = tap.pass(Buffer.buffer(CONTENT + FINISH + USAGE));

    assertThat(passed.copy().appendBuffer(tap.end()).toString())
        .isEqualTo(CONTENT + FINISH + (usageWanted ? USAGE : "") + DONE);
    assertThat(tap.closed()).isTrue();
    assertThat(tap.usage()).hasValue(Usage.ofText(3, 0, 0, 0, 2, 0, false));
  }

  @Test
  void endsAnAnswerWhoseLastEventLacksItsBlankLine() {
    StreamTap tap = Story.OPENAI.streamTap(true);
    Buffer passed = tap.pass(Buffer.buffer(CONTENT + FINISH + USAGE.strip()));

    assertThat(passed.copy().appendBuffer(tap.end()).toString())
        .isEqualTo(CONTENT + FINISH + USAGE + DONE);
  }

  @Test
  void endsAMessageThatHasSaidWhyItStopped() {
    String stopped =
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n";
    StreamTap tap = Story.ANTHROPIC.streamTap(false);

    assertThat(tap.pass(Buffer.buffer(stopped)).copy().appendBuffer(tap.end()).toString())
        .isEqualTo(stopped + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    assertThat(tap.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CONTENT,
        FINISH + "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}\n\n",
        CONTENT + FINISH + "data: {\"choices\":[],\"usa",
        CONTENT + FINISH + "data: {\"error\":{\"message\":\"late\"}}\n\n",
        "data: {\"choices\":[{\"index\":2147483647,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        ": nothing\n\n"
      })
  void doesNotEndAnAnswerThatIsNotComplete(String stream) {
    StreamTap tap = Story.OPENAI.streamTap(true);
    tap.pass(Buffer.buffer(stream));

    assertThat(tap.end().toString()).isEmpty();
    assertThat(tap.closed()).isFalse();
  }

  @Test
  void passesTheLastLineFeedOnThoughTheStreamIsOverBeforeIt() {
    byte[] stream = (CONTENT + DONE).replace("\n", "\r\n").getBytes(UTF_8);
    StreamTap tap = Story.OPENAI.streamTap(true);
    Buffer passed = Buffer.buffer();
    for (int at = 0; at < stream.length && !tap.closed(); at++) {
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, at, at + 1))));
    }

    assertThat(passed.getBytes()).isEqualTo(stream);
  }

  @Test
  void passesTheLastLineFeedOfMessagesOnWhereverTheStreamIsCut() {
    byte[] stream = MESSAGE.replace("\n", "\r\n").getBytes(UTF_8);

    for (int at = 0; at <= stream.length; at++) {
      StreamTap tap = Story.ANTHROPIC.streamTap(true);
      Buffer passed = Buffer.buffer();
      passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, 0, at))));
      if (!tap.closed()) {
        passed.appendBuffer(tap.pass(Buffer.buffer(CrossingTest.slice(stream, at, stream.length))));
      }

      assertThat(tap.closed()).isTrue();
      assertThat(passed.getBytes()).as("cut at %d", at).isEqualTo(stream);
    }
  }

  /** So that an error that has to follow is read as what it is. */
  @ParameterizedTest
  @MethodSource("streams")
  void aStreamThatBreaksOffHasPassedNothingButWholeEvents(Story story) {
    byte[] stream = story.read("stream.sse");

    for (int at = 0; at < stream.length; at++) {
      for (boolean ended : new boolean[] {false, true}) {
        StreamTap tap = story.own().streamTap(true);
        Buffer passed = tap.pass(Buffer.buffer(CrossingTest.slice(stream, 0, at))).copy();
        if (ended) {
          passed.appendBuffer(tap.end());
        }

        String text = passed.toString();
        assertThat(text.isEmpty() || text.endsWith("\n\n")).as("cut at %d: %s", at, text).isTrue();
      }
    }
  }

  @Test
  void holdsContentBackFromNobodyAndStartsWithNone() {
    StreamTap tap = Story.OPENAI.streamTap(true);
    tap.pass(
        Buffer.buffer(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"));
    assertThat(tap.contentSeen()).isFalse();

    tap.pass(
        Buffer.buffer(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\"}}]}}]}\n\n"));
    assertThat(tap.contentSeen()).isTrue();
  }

  @Test
  void refusesAnEventWithoutEnd() {
    StreamTap tap = Story.OPENAI.streamTap(false);
    Buffer piece = Buffer.buffer("data: " + "x".repeat(1024 * 1024));

    List<Throwable> thrown = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      try {
        tap.pass(piece);
      } catch (MalformedReply e) {
        thrown.add(e);
      }
    }

    assertThat(thrown).isNotEmpty();
  }

  @Test
  void countsWhatWasProducedUntilAStreamIsCut() {
    Tokenizer.ready().join();
    StreamTap openAi = Story.OPENAI.streamTap(false);
    openAi.pass(
        Buffer.buffer(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"The harbour \\\"master\\\"\\n counts\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" ships\"}}]}\n\ndata: {\"cho"));
    StreamTap anthropic = Story.ANTHROPIC.streamTap(false);
    anthropic.pass(
        Buffer.buffer(
            "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"The harbour \\\"master\\\"\\n counts ships\"}}\n\n"));

    long real = Tokenizer.count("The harbour \"master\"\n counts ships");
    assertThat(openAi.producedTokensEstimate()).isEqualTo(real).isBetween(7L, 12L);
    assertThat(anthropic.producedTokensEstimate()).isEqualTo(real);
    assertThat(openAi.usage()).isEmpty();
  }

  private static Optional<Usage> usage(List<StreamEvent> events) {
    return events.stream()
        .filter(StreamEvent.UsageReported.class::isInstance)
        .map(e -> ((StreamEvent.UsageReported) e).usage())
        .reduce((first, last) -> last);
  }

  private static Optional<VendorError> error(List<StreamEvent> events) {
    return events.stream()
        .filter(StreamEvent.Failed.class::isInstance)
        .map(e -> ((StreamEvent.Failed) e).error())
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}] | true
          "reasoning_details":[{"type":"reasoning.encrypted","data":"AA"}]         | true
          "reasoning_text":"Hm"                                                    | true
          "role":"assistant","content":[]                                          | false
          "role":"assistant","content":"","refusal":null,"annotations":[]          | false
          """)
  void everyPartOfAnAnswerIsSeenWhateverItsVendorCallsIt(String delta, boolean seen) {
    StreamTap tap = Story.OPENAI.streamTap(true);

    tap.pass(Buffer.buffer("data: {\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]}\n\n"));

    assertThat(tap.contentSeen()).isEqualTo(seen);
  }
}
