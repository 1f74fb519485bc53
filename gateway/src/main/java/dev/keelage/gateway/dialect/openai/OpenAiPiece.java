package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.StreamPiece;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chunk as a guard sees it.
 *
 * @param frame its event as it came; read again only where something is to be changed
 * @param plain the event is one line of data, so that nothing stands in it that was not looked at
 * @param unspelled choices whose token probabilities spell something else than their words
 */
record OpenAiPiece(
    byte[] frame,
    boolean plain,
    List<Words> words,
    Set<String> ended,
    boolean last,
    boolean content,
    boolean onlyContinues,
    Set<String> unspelled)
    implements StreamPiece {
  private static final Set<String> LABELS = Set.of("role", "id", "type", "index");
  private static final Set<String> KEPT_OF_MASKED =
      Set.of("index", "delta", "finish_reason", "content_filter_results");
  private static final String LOGPROBS = "logprobs";

  static OpenAiPiece of(ObjectNode chunk, Bytes frame) {
    List<Words> words = new ArrayList<>(1);
    ChunkWords.walk(
        chunk,
        said -> {
          words.add(said);
          return said.text();
        });
    Set<String> ended = new HashSet<>();
    Set<String> unspelled = new HashSet<>();
    boolean content = false;
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("finish_reason").isTextual()) {
        ended.add(ChunkWords.answer(choice));
      }
      if (!OpenAiLogprobs.spell(choice)) {
        unspelled.add(ChunkWords.answer(choice));
      }
      content |= !says(choice.path("delta")).isEmpty();
    }
    // vLLM and others: {"object":"error","message":…} without an envelope.
    boolean error = chunk.hasNonNull("error") || chunk.path("object").asText("").equals("error");
    return new OpenAiPiece(
        frame.toBuffer().getBytes(),
        isPlain(frame),
        List.copyOf(words),
        Set.copyOf(ended),
        error,
        content || !ended.isEmpty(),
        ended.isEmpty() && !error && onlyContinues(chunk),
        Set.copyOf(unspelled));
  }

  private static boolean isPlain(Bytes frame) {
    byte[] bytes = frame.array();
    int at = frame.start();
    while (at < frame.end() && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    while (at < frame.end() && (bytes[at] == '\n' || bytes[at] == '\r')) {
      at++;
    }
    return at == frame.end() && bytes[frame.start()] == 'd';
  }

  private static boolean onlyContinues(ObjectNode chunk) {
    JsonNode choice = chunk.path("choices").path(0);
    List<String> said = says(choice.path("delta"));
    if (chunk.path("choices").size() != 1 || chunk.hasNonNull("usage") || said.size() != 1) {
      return false;
    }
    JsonNode value = choice.path("delta").path(said.getFirst());
    JsonNode call = value.path(0);
    return value.isTextual()
        || (said.getFirst().equals("tool_calls")
            && value.size() == 1
            && call.path("id").asText("").isEmpty()
            && says(call).equals(List.of("function"))
            && says(call.path("function")).equals(List.of("arguments")));
  }

  /** Names of members that say more than what they belong to. */
  private static List<String> says(JsonNode object) {
    return object.properties().stream()
        .filter(member -> !LABELS.contains(member.getKey()) && !isEmpty(member.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isTextual() ? value.textValue().isEmpty() : value.isEmpty());
  }

  @Override
  public Buffer bytes(List<String> texts, Set<String> masked) {
    Set<String> changed = new HashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).equals(words.get(i).text())) {
        changed.add(words.get(i).answer());
      }
    }
    boolean asItCame = changed.isEmpty() && masked.isEmpty() && unspelled.isEmpty();
    if (asItCame && plain) {
      return Buffer.buffer(frame);
    }
    ObjectNode chunk = Json.parseObject(SseEvent.parse(Bytes.of(frame)).data()).orElseThrow();
    if (!asItCame) {
      edit(chunk, texts.iterator(), masked, changed);
    }
    return Buffer.buffer("data: ").appendBuffer(Json.write(chunk)).appendString("\n\n");
  }

  private void edit(
      ObjectNode chunk, Iterator<String> texts, Set<String> masked, Set<String> changed) {
    ChunkWords.walk(chunk, said -> texts.next());
    for (JsonNode each : chunk.path("choices")) {
      if (each instanceof ObjectNode choice) {
        String answer = ChunkWords.answer(choice);
        boolean spelled = choice.has(LOGPROBS);
        boolean hidden = masked.contains(answer);
        if (hidden) {
          choice.retain(KEPT_OF_MASKED);
        }
        if (spelled && (hidden || changed.contains(answer) || unspelled.contains(answer))) {
          choice.putNull(LOGPROBS);
        }
      }
    }
  }
}
