package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.StreamTap;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.dialect.produce.Produced;
import dev.keelage.gateway.dialect.sse.SseEvent;
import dev.keelage.gateway.dialect.sse.WholeEvents;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Watches a stream of Messages events. None is withheld once it is whole; one that cannot be read
 * passes on like any other.
 */
final class AnthropicTap implements StreamTap {
  private static final Names EVENT = Names.of("type", "message", "usage", "delta", "content_block");
  private static final int TYPE = 0;
  private static final int MESSAGE = 1;
  private static final int USAGE = 2;
  private static final int DELTA = 3;
  private static final int CONTENT_BLOCK = 4;

  private static final Names TYPES =
      Names.of(
          "content_block_start", "content_block_delta", "message_delta", "message_stop", "error");
  private static final int BLOCK_START = 0;
  private static final int BLOCK_DELTA = 1;
  private static final int MESSAGE_DELTA = 2;
  private static final int MESSAGE_STOP = 3;
  private static final int ERROR = 4;

  private static final Names USAGE_ONLY = Names.of("usage");
  private static final Names TEXT =
      Names.of("text", "thinking", "partial_json", "name", "stop_reason");
  private static final int STOP_REASON = 4;
  private static final String TERMINATOR =
      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

  private final WholeEvents events = new WholeEvents();
  private final Produced produced = new Produced();
  private final AnthropicUsage usage = new AnthropicUsage();

  private boolean contentSeen;
  private boolean closed;

  /** What the event at hand is found to be. */
  private boolean understood = true;

  private boolean said;

  /** The vendor has said why the answer ended. */
  private boolean finished;

  private Optional<VendorError> error = Optional.empty();

  @Override
  public Buffer pass(Buffer chunk) {
    Buffer out =
        events.pass(
            chunk,
            frame -> {
              look(frame);
              return true;
            });
    return closed && events.owesLineFeed() ? out.copy().appendByte((byte) '\n') : out;
  }

  @Override
  public Buffer end() {
    Buffer out =
        events.end(
            last -> {
              look(last);
              return understood && said;
            });
    if (!closed && understood && error.isEmpty() && finished) {
      closed = true;
      out.appendString(TERMINATOR);
    }
    return out;
  }

  private void look(Bytes frame) {
    SseEvent event = SseEvent.parse(frame);
    understood = true;
    said = !event.empty();
    if (said) {
      try {
        event(new JsonCursor(event.data()), event);
      } catch (InvalidJson e) {
        // Not for the tap to judge, unless the stream ends so.
        understood = false;
      }
    }
  }

  private void event(JsonCursor cursor, SseEvent event) {
    int type = -1;
    cursor.beginObject();
    while (cursor.nextMember()) {
      switch (cursor.keyIn(EVENT)) {
        case TYPE -> type = cursor.stringIn(TYPES);
        case MESSAGE -> message(cursor);
        case USAGE -> usage.read(cursor);
        case DELTA, CONTENT_BLOCK -> text(cursor);
        default -> cursor.skip();
      }
    }
    cursor.end();
    switch (type) {
      case BLOCK_START, BLOCK_DELTA, MESSAGE_DELTA -> contentSeen = true;
      case MESSAGE_STOP -> closed = true;
      case ERROR -> error = Json.parseObject(event.data()).map(AnthropicErrors::decodeInStream);
      default -> {}
    }
  }

  private void message(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.beginObject();
    while (cursor.nextMember()) {
      if (cursor.keyIn(USAGE_ONLY) == 0) {
        usage.read(cursor);
      } else {
        cursor.skip();
      }
    }
  }

  private void text(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(TEXT);
      if (member < 0 || cursor.peek() != JsonKind.STRING) {
        cursor.skip();
      } else if (member == STOP_REASON) {
        finished = true;
        cursor.skip();
      } else {
        cursor.walkString();
        produced.add(cursor.rawValue());
      }
    }
  }

  @Override
  public boolean contentSeen() {
    return contentSeen;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public Optional<VendorError> error() {
    return error;
  }

  @Override
  public Optional<Usage> usage() {
    return usage.soFar();
  }

  @Override
  public long producedTokensEstimate() {
    return produced.tokensEstimate();
  }
}
