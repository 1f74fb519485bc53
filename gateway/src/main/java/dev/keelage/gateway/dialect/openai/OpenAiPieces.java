package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.StreamPiece;
import dev.keelage.gateway.dialect.StreamPieces;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.sse.SseEvent;
import dev.keelage.gateway.dialect.sse.SseFrames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The events of a stream of chat completion chunks, one by one. */
final class OpenAiPieces implements StreamPieces {
  /** A comment keeps a connection alive; what it says nobody reads, and a guard neither. */
  private static final StreamPiece COMMENT = new Fixed(":\n\n", false);

  private static final StreamPiece DONE = new Fixed("data: [DONE]\n\n", true);

  private final SseFrames frames = new SseFrames();

  @Override
  public List<StreamPiece> read(Buffer events) {
    List<StreamPiece> pieces = new ArrayList<>(1);
    frames.feed(Bytes.of(events), frame -> pieces.add(piece(frame)));
    return pieces;
  }

  private static StreamPiece piece(Bytes frame) {
    SseEvent event = SseEvent.parse(frame);
    if (event.empty()) {
      return COMMENT;
    }
    if (event.done()) {
      return DONE;
    }
    ObjectNode chunk =
        Json.parseObject(event.data())
            .orElseThrow(() -> new MalformedReply("an event of the stream is not a JSON object"));
    return OpenAiPiece.of(chunk, frame);
  }

  /** An event without words. */
  private record Fixed(String text, boolean last) implements StreamPiece {
    @Override
    public List<Words> words() {
      return List.of();
    }

    @Override
    public Set<String> ended() {
      return Set.of();
    }

    @Override
    public boolean content() {
      return false;
    }

    @Override
    public boolean onlyContinues() {
      return false;
    }

    @Override
    public Buffer bytes(List<String> texts, Set<String> masked) {
      return Buffer.buffer(text);
    }
  }
}
