package dev.keelage.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one dialect says, said in the other: golden folders. */
class CrossingTest {
  private static final String STOP =
      """
      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  static Stream<Story> calls() {
    return Story.with("call.json");
  }

  static Stream<Story> replies() {
    return Story.with("reply.json");
  }

  static Stream<Story> streams() {
    return Story.with("stream.sse");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void translatesCalls(Story story) throws IOException {
    ChatCall call = decodeCall(story.own(), Buffer.buffer(story.read("call.json")));

    byte[] said = story.other().encodeCall(call).getBytes();

    assertThat(Story.json(said))
        .isEqualTo(story.expectedJson("call." + story.in(story.other()) + ".json", said));
  }

  /** What has crossed says the same when it is read again. */
  @ParameterizedTest
  @MethodSource("calls")
  void keepsCallsThroughTheirOwnDialect(Story story) {
    ChatCall call = decodeCall(story.own(), Buffer.buffer(story.read("call.json")));

    ChatCall again = decodeCall(story.own(), story.own().encodeCall(call));

    assertThat(story.own().encodeCall(again)).isEqualTo(story.own().encodeCall(call));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void translatesReplies(Story story) throws IOException {
    byte[] said =
        story
            .other()
            .encodeReply(
                story.own().decodeReply(Buffer.buffer(story.read("reply.json"))), Story.CONTEXT)
            .getBytes();

    assertThat(Story.json(said))
        .isEqualTo(story.expectedJson("reply." + story.in(story.other()) + ".json", said));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void translatesStreams(Story story) throws IOException {
    byte[] stream = story.read("stream.sse");

    String said = encode(story.other(), List.of(decode(story.own(), List.of(stream))));

    assertThat(said)
        .isEqualTo(story.expectedText("stream." + story.in(story.other()) + ".sse", said));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void readsStreamsWhereverTheyAreCut(Story story) {
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      byte[] stream =
          new String(story.read("stream.sse"), UTF_8).replace("\n", lineEnd).getBytes(UTF_8);
      List<StreamEvent> whole = decode(story.own(), List.of(stream));

      List<byte[]> single = new ArrayList<>();
      for (int at = 0; at < stream.length; at++) {
        single.add(slice(stream, at, at + 1));
        assertThat(
                decode(
                    story.own(), List.of(slice(stream, 0, at), slice(stream, at, stream.length))))
            .as("cut at %d", at)
            .isEqualTo(whole);
      }
      assertThat(decode(story.own(), single)).as("byte by byte").isEqualTo(whole);
    }
  }

  /** A guardrail makes a stream go through the exchange although both sides speak alike. */
  @ParameterizedTest
  @MethodSource("streams")
  void keepsStreamsThroughTheirOwnDialect(Story story) {
    List<StreamEvent> events = decode(story.own(), List.of(story.read("stream.sse")));

    String said = encode(story.own(), List.of(events));

    List<StreamEvent> again = decode(story.own(), List.of(said.getBytes(UTF_8)));
    assertThat(decode(story.own(), List.of(encode(story.own(), List.of(again)).getBytes(UTF_8))))
        .isEqualTo(again);
    assertThat(again.stream().filter(CrossingTest::said).toList())
        .isEqualTo(events.stream().filter(CrossingTest::said).toList());
  }

  @Test
  void keepsWhyAMessageStoppedThroughItsOwnDialect() {
    String stream =
        """
        data: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":25,"output_tokens":1}}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}

        data: {"type":"content_block_stop","index":0}

        data: {"type":"message_delta","delta":{"stop_reason":"pause_turn","stop_sequence":"END","container":{"id":"c"}},"usage":{"output_tokens":15}}

        data: {"type":"message_stop"}

        """;

    String said =
        encode(Story.ANTHROPIC, List.of(decode(Story.ANTHROPIC, List.of(stream.getBytes(UTF_8)))));

    assertThat(said)
        .contains(
            "\"delta\":{\"stop_reason\":\"pause_turn\",\"stop_sequence\":\"END\",\"container\":{\"id\":\"c\"}}");
    assertThat(said.lines().filter(line -> line.contains("message_start")).toList().getLast())
        .contains("\"input_tokens\":25");
    assertThat(said.lines().filter(line -> line.equals("event: message_delta"))).hasSize(1);
  }

  @Test
  void keepsCitationsThatComeBeforeTheirText() {
    String stream =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":25,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"","citations":[]}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"url":"u"}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: content_block_start
        data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"there"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":2}

        """;

    String said =
        encode(
            Story.ANTHROPIC,
            List.of(decode(Story.ANTHROPIC, List.of((stream + STOP).getBytes(UTF_8)))));

    assertThat(said.substring(said.indexOf("event: content_block_start")))
        .isEqualTo(stream.substring(stream.indexOf("event: content_block_start")) + STOP);
  }

  @Test
  void keepsAnnotationsThroughTheirOwnDialectAndSaysNothingTwice() {
    String stream =
        """
        data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi","annotations":[{"type":"url_citation"}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}

        data: [DONE]

        """;

    String said =
        encode(Story.OPENAI, List.of(decode(Story.OPENAI, List.of(stream.getBytes(UTF_8)))));

    assertThat(said.split("url_citation", -1)).hasSize(2);
    assertThat(said.split("\"Hi\"", -1)).hasSize(2);
    assertThat(said.split("\"stop\"", -1)).hasSize(2);
  }

  private static boolean said(StreamEvent event) {
    return !(event instanceof StreamEvent.UsageReported
        || event instanceof StreamEvent.Started
        || event instanceof StreamEvent.Finished
        || event instanceof StreamEvent.RefusalDelta
        || event instanceof StreamEvent.TextDelta
        || event instanceof StreamEvent.Failed);
  }

  static ChatCall decodeCall(Dialect dialect, Buffer body) {
    return dialect.decodeCall(dialect.scan(Operation.CHAT, body));
  }

  static List<StreamEvent> decode(Dialect dialect, List<byte[]> pieces) {
    StreamDecoder decoder = dialect.streamDecoder();
    List<StreamEvent> events = new ArrayList<>();
    pieces.forEach(piece -> events.addAll(decoder.decode(Buffer.buffer(piece))));
    events.addAll(decoder.end());
    return events;
  }

  private static String encode(Dialect dialect, List<List<StreamEvent>> batches) {
    StreamEncoder encoder = dialect.streamEncoder(Story.CONTEXT, true);
    Buffer out = Buffer.buffer();
    batches.forEach(batch -> out.appendBuffer(encoder.encode(batch)));
    return out.toString();
  }

  static byte[] slice(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }
}
