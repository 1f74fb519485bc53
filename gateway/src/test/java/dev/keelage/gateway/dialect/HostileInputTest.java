package dev.keelage.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Real calls, replies and streams with one value replaced by something odd, or with a byte changed:
 * the dialects answer or refuse, and never break in another way.
 */
class HostileInputTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e400",
          "99999999999999999999",
          "0.5",
          "\"\"",
          "\"x\"",
          "\"\\u0000\"",
          "[]",
          "[null]",
          "[[]]",
          "[7]",
          "{}",
          "{\"type\":7}",
          "{\"type\":\"x\"}",
          "{\"type\":null,\"text\":[]}");

  @Property(tries = 2_000)
  void callsWithAnOddValueAreTakenOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Story story = pick(Story.with("call.json").toList(), random);
    Buffer body = Buffer.buffer(odd(story.read("call.json"), random));
    try {
      story.other().encodeCall(CrossingTest.decodeCall(story.own(), body).withModel("m"));
    } catch (MalformedCall | Untranslatable e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 2_000)
  void repliesWithAnOddValueAreTakenOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Story story = pick(Story.with("reply.json").toList(), random);
    Buffer body = Buffer.buffer(odd(story.read("reply.json"), random));
    story.own().usageOf(Operation.CHAT, body);
    story.own().decodeError(500, body);
    try {
      story.other().encodeReply(story.own().decodeReply(body), Story.CONTEXT);
    } catch (MalformedReply e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 2_000)
  void streamsWithAnOddValueOrByteAreTakenOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Story story = pick(Story.with("stream.sse").toList(), random);
    byte[] stream =
        random.nextBoolean()
            ? oddEvent(story.read("stream.sse"), random)
            : oddByte(story.read("stream.sse"), random);
    StreamTap tap = story.own().streamTap(false);
    tap.pass(Buffer.buffer(stream));
    tap.end();
    try {
      StreamDecoder decoder = story.own().streamDecoder();
      StreamEncoder encoder = story.other().streamEncoder(Story.CONTEXT, true);
      encoder.encode(decoder.decode(Buffer.buffer(stream)));
      encoder.encode(decoder.end());
    } catch (MalformedReply e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static byte[] oddByte(byte[] bytes, Random random) {
    byte[] odd = bytes.clone();
    odd[random.nextInt(odd.length)] = (byte) random.nextInt(256);
    return Arrays.copyOf(odd, odd.length - random.nextInt(40));
  }

  private static byte[] oddEvent(byte[] stream, Random random) throws IOException {
    String[] lines = new String(stream, UTF_8).split("\n", -1);
    List<Integer> whole = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].startsWith("data: {") && lines[i].endsWith("}")) {
        whole.add(i);
      }
    }
    int at = pick(whole, random);
    byte[] data = lines[at].substring("data: ".length()).getBytes(UTF_8);
    lines[at] = "data: " + new String(odd(data, random), UTF_8);
    return String.join("\n", lines).getBytes(UTF_8);
  }

  /** The document with one value anywhere in it replaced. */
  private static byte[] odd(byte[] json, Random random) throws IOException {
    JsonNode tree = MAPPER.readTree(json);
    List<Consumer<JsonNode>> places = new ArrayList<>();
    places(tree, places);
    pick(places, random).accept(MAPPER.readTree(pick(ODD, random)));
    return MAPPER.writeValueAsBytes(tree);
  }

  private static void places(JsonNode node, List<Consumer<JsonNode>> places) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  member -> {
                    places.add(value -> object.set(member.getKey(), value));
                    places(member.getValue(), places);
                  });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          int index = i;
          places.add(value -> array.set(index, value));
          places(array.get(i), places);
        }
      }
      default -> {}
    }
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
