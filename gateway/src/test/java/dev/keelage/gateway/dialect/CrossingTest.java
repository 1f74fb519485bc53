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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one dialect says, said in the other: golden folders. */
class CrossingTest {
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
