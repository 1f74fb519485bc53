package dev.keelage.gateway.dialect.openai;

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
import dev.keelage.gateway.exchange.Envelope.Span;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.snapshot.cost.ServiceTier;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Watches a stream of chat completion chunks. An event that cannot be read passes on like any
 * other: the caller's SDK is the judge of it.
 */
final class OpenAiTap implements StreamTap {
  private static final Names CHUNK =
      Names.of("choices", "usage", "error", "object", "service_tier");
  private static final int CHOICES = 0;
  private static final int USAGE = 1;
  private static final int ERROR = 2;
  private static final int OBJECT = 3;
  private static final int SERVICE_TIER = 4;
  private static final String TERMINATOR = "data: [DONE]\n\n";
  private static final Names ERROR_OBJECT = Names.of("error");
  private static final Names CHOICE = Names.of("delta", "finish_reason", "index");
  private static final int DELTA = 0;
  private static final int FINISH_REASON = 1;
  private static final int INDEX = 2;
  private static final Names TEXT =
      Names.of(
          "content",
          "refusal",
          "reasoning_content",
          "reasoning",
          "arguments",
          "name",
          "text",
          "thinking");
  private static final Names CONTAINER =
      Names.of("tool_calls", "function_call", "function", "audio", "content", "thinking");

  private static final Names LABEL = Names.of("role", "id", "type", "index", "format");

  /** Of {@code ""}, {@code []} and an empty object. */
  private static final int EMPTY_LENGTH = 2;

  private final boolean usageWanted;
  private final WholeEvents events = new WholeEvents();
  private final Produced produced = new Produced();
  private final Choices choices = new Choices();

  private boolean contentSeen;
  private boolean closed;
  private Optional<Usage> usage = Optional.empty();
  private ServiceTier tier = ServiceTier.STANDARD;
  private Optional<VendorError> error = Optional.empty();

  /** What the event at hand is found to have. */
  private boolean hasChoices;

  private boolean hasUsage;
  private boolean understood = true;
  private boolean said;

  OpenAiTap(boolean usageWanted) {
    this.usageWanted = usageWanted;
  }

  @Override
  public Buffer pass(Buffer chunk) {
    Buffer out = events.pass(chunk, this::passes);
    return closed && events.owesLineFeed() ? out.copy().appendByte((byte) '\n') : out;
  }

  @Override
  public Buffer end() {
    Buffer out = events.end(last -> passes(last) && understood && said);
    if (!closed && understood && error.isEmpty() && choices.finished()) {
      closed = true;
      out.appendString(TERMINATOR);
    }
    return out;
  }

  private boolean passes(Bytes frame) {
    look(SseEvent.parse(frame));
    return usageWanted || !hasUsage || hasChoices;
  }

  private void look(SseEvent event) {
    hasChoices = false;
    hasUsage = false;
    understood = true;
    said = !event.empty();
    if (event.done()) {
      closed = true;
    } else if (said) {
      try {
        chunk(new JsonCursor(event.data()), event.data());
      } catch (InvalidJson e) {
        hasUsage = false;
        understood = false;
      }
    }
  }

  private void chunk(JsonCursor cursor, Bytes data) {
    boolean failed = false;
    Optional<Usage> reported = Optional.empty();
    cursor.beginObject();
    while (cursor.nextMember()) {
      switch (cursor.keyIn(CHUNK)) {
        case CHOICES -> choices(cursor);
        case USAGE -> {
          reported = OpenAiUsage.read(cursor);
          hasUsage = reported.isPresent();
        }
        case ERROR -> {
          failed |= cursor.peek() != JsonKind.NULL;
          cursor.skip();
        }
        case OBJECT -> failed |= cursor.stringIn(ERROR_OBJECT) == 0;
        case SERVICE_TIER -> tier = OpenAiUsage.tier(cursor);
        default -> cursor.skip();
      }
    }
    cursor.end();
    usage = reported.or(() -> usage);
    if (failed) {
      error = Json.parseObject(data).map(OpenAiErrors::decodeInStream);
    }
  }

  private void choices(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.ARRAY) {
      cursor.skip();
      return;
    }
    cursor.beginArray();
    while (cursor.nextElement()) {
      hasChoices = true;
      if (cursor.peek() != JsonKind.OBJECT) {
        cursor.skip();
        continue;
      }
      choice(cursor);
    }
  }

  private void choice(JsonCursor cursor) {
    long index = 0;
    boolean finished = false;
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(CHOICE);
      if (member == DELTA) {
        delta(cursor);
      } else if (member == INDEX && cursor.peek() == JsonKind.NUMBER) {
        index = cursor.wholeNumber();
      } else {
        finished |= member == FINISH_REASON && cursor.peek() == JsonKind.STRING;
        cursor.skip();
      }
    }
    contentSeen |= finished;
    choices.seen(index, finished);
  }

  /** Text of the delta itself, and of what stands in its tool calls. */
  private void delta(JsonCursor cursor) {
    switch (cursor.peek()) {
      case OBJECT -> {
        cursor.beginObject();
        while (cursor.nextMember()) {
          if (cursor.keyIn(TEXT) >= 0 && cursor.peek() == JsonKind.STRING) {
            cursor.walkString();
            produced.add(cursor.rawValue());
          } else if (cursor.keyIn(CONTAINER) >= 0) {
            contentSeen |= cursor.peek() == JsonKind.OBJECT;
            delta(cursor);
          } else if (cursor.keyIn(LABEL) >= 0) {
            cursor.skip();
          } else {
            other(cursor);
          }
        }
        contentSeen |= !produced.empty();
      }
      case ARRAY -> {
        cursor.beginArray();
        while (cursor.nextElement()) {
          delta(cursor);
        }
      }
      case STRING, NUMBER, BOOLEAN, NULL -> cursor.skip();
    }
  }

  /** What only its vendor knows is a part of the answer all the same, if it says anything. */
  private void other(JsonCursor cursor) {
    boolean says =
        switch (cursor.peek()) {
          case STRING, ARRAY, OBJECT -> true;
          case NUMBER, BOOLEAN, NULL -> false;
        };
    Span value = cursor.skipSpan();
    contentSeen |= says && value.end() - value.start() > EMPTY_LENGTH;
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
    return usage.map(figures -> figures.in(tier));
  }

  @Override
  public long producedTokensEstimate() {
    return produced.tokensEstimate();
  }
}
