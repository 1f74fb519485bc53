package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.call.BodyTags;
import dev.keelage.gateway.dialect.call.CallMembers;
import dev.keelage.gateway.dialect.call.MediaWeight;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.snapshot.cost.ServiceTier;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One pass over the body of a Messages request. */
final class AnthropicScan {
  private static final Names DECISIVE =
      Names.of(
          "model",
          "stream",
          "max_tokens",
          "messages",
          "system",
          "tools",
          "service_tier",
          "speed",
          "metadata",
          "tags",
          "thread");
  private static final int MODEL = 0;
  private static final int STREAM = 1;
  private static final int MAX_TOKENS = 2;
  private static final int MESSAGES = 3;
  private static final int SYSTEM = 4;
  private static final int TOOLS = 5;
  private static final int SERVICE_TIER = 6;
  private static final int SPEED = 7;
  private static final int METADATA = 8;
  private static final int TAGS = 9;
  private static final int THREAD = 10;

  private static final Names METADATA_MEMBER = Names.of("tags", "user_id");
  private static final Names STANDARD_ONLY = Names.of("standard_only");
  private static final Names FAST = Names.of("fast");
  private static final Names TOOL = Names.of("type", "max_uses");
  private static final String WEB_SEARCH = "web_search";

  /** What is held for a search tool without {@code max_uses}. */
  private static final long UNBOUNDED_SEARCHES = 10;

  private static final Names MESSAGE = Names.of("content");
  private static final Names BLOCK = Names.of("source", "content");
  private static final Names SOURCE = Names.of("type", "data", "url", "file_id");
  private static final int SOURCE_TYPE = 0;

  /** Above what Anthropic documents as added to the input when tools are declared. */
  private static final long TOOL_PROMPT_TOKENS = 1_000;

  private static final int BYTES_PER_TOKEN_OF_A_TEXT_DOCUMENT = 2;

  private final Operation operation;
  private final Buffer body;
  private final JsonCursor cursor;

  private Optional<String> model = Optional.empty();
  private Span modelSpan = Span.NONE;
  private boolean stream;
  private OptionalLong maxOutput = OptionalLong.empty();
  private boolean hasMessages;
  private boolean namesMessages;

  /** The vendor holds a part of the conversation: what is new may be nothing. */
  private boolean threaded;

  private long searches;
  private Optional<String> user = Optional.empty();
  private boolean standardOnly;
  private boolean fast;
  private final BodyTags tags;

  private AnthropicScan(Operation operation, Buffer body) {
    this.operation = operation;
    this.body = body;
    this.cursor = new JsonCursor(Bytes.of(body));
    this.tags = new BodyTags(cursor, false);
  }

  static Envelope scan(Operation operation, Buffer body) {
    try {
      return new AnthropicScan(operation, body).envelope();
    } catch (InvalidJson e) {
      throw new MalformedCall(
          "The request body is not valid JSON: " + e.reason() + ".", Optional.empty());
    }
  }

  private Envelope envelope() {
    if (cursor.peek() != JsonKind.OBJECT) {
      throw new MalformedCall("The request body must be a JSON object.", Optional.empty());
    }
    CallMembers members = new CallMembers(cursor, DECISIVE);
    int objectStart = cursor.offset();
    while (members.next()) {
      member(members);
    }
    cursor.end();
    String name = model.orElseThrow(() -> CallMembers.missing("model"));
    boolean counting = operation == Operation.COUNT_TOKENS;
    if (maxOutput.isEmpty() && !counting) {
      throw CallMembers.missing("max_tokens");
    }
    if (!namesMessages) {
      throw CallMembers.missing("messages");
    }
    if (!hasMessages && !threaded) {
      throw new MalformedCall("'messages' must not be empty.", Optional.of("messages"));
    }
    return new Envelope(
        body,
        name,
        modelSpan,
        stream && !counting,
        maxOutput,
        true,
        Span.NONE,
        objectStart,
        cursor.tokensEstimate(),
        1,
        searches,
        user,
        tiers(),
        tags.said(),
        tags.notSent());
  }

  private Set<ServiceTier> tiers() {
    if (fast) {
      return Envelope.ANY_TIER;
    }
    return standardOnly
        ? Set.of(ServiceTier.STANDARD)
        : Set.of(ServiceTier.STANDARD, ServiceTier.PRIORITY);
  }

  private void member(CallMembers members) {
    switch (members.index()) {
      case MODEL -> {
        int from = cursor.offset();
        model = Optional.of(members.modelName());
        modelSpan = new Span(from, cursor.offset());
      }
      case STREAM -> stream = members.flag();
      // Zero is allowed: it only warms the prompt cache.
      case MAX_TOKENS -> maxOutput = members.count(0);
      case MESSAGES -> messages(members);
      case SYSTEM -> {
        if (cursor.peek() != JsonKind.STRING && cursor.peek() != JsonKind.NULL) {
          members.require(JsonKind.ARRAY, "a string or a list");
        }
        cursor.skip();
      }
      case TOOLS -> tools(members);
      case SERVICE_TIER -> standardOnly = cursor.stringIn(STANDARD_ONLY) == 0;
      case METADATA -> tags.readMetadata(METADATA_MEMBER, user -> this.user = user.name());
      case TAGS -> tags.read(members);
      case THREAD -> {
        threaded = cursor.peek() == JsonKind.OBJECT;
        cursor.skip();
      }
      case SPEED -> fast = cursor.stringIn(FAST) == 0;
      default -> cursor.skip();
    }
  }

  private void tools(CallMembers members) {
    if (cursor.skipNull()) {
      return;
    }
    members.require(JsonKind.ARRAY, "a list");
    boolean any = false;
    cursor.beginArray();
    while (cursor.nextElement()) {
      any = true;
      tool();
    }
    cursor.addTokens(any ? TOOL_PROMPT_TOKENS : 0);
  }

  private void tool() {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    boolean search = false;
    long uses = UNBOUNDED_SEARCHES;
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(TOOL);
      if (member == 0 && cursor.peek() == JsonKind.STRING) {
        search = cursor.string().startsWith(WEB_SEARCH);
      } else if (member == 1 && cursor.peek() == JsonKind.NUMBER) {
        uses = Math.max(0, cursor.wholeNumber());
      } else {
        cursor.skip();
      }
    }
    searches += search ? uses : 0;
  }

  private void messages(CallMembers members) {
    members.require(JsonKind.ARRAY, "a list");
    namesMessages = true;
    cursor.beginArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != JsonKind.OBJECT) {
        throw members.malformed("must be a list of objects");
      }
      hasMessages = true;
      cursor.beginObject();
      while (cursor.nextMember()) {
        if (cursor.keyIn(MESSAGE) == 0 && cursor.peek() == JsonKind.ARRAY) {
          blocks();
        } else {
          cursor.skip();
        }
      }
    }
  }

  private void blocks() {
    cursor.beginArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != JsonKind.OBJECT) {
        cursor.skip();
        continue;
      }
      cursor.beginObject();
      while (cursor.nextMember()) {
        int member = cursor.keyIn(BLOCK);
        if (member == 0 && cursor.peek() == JsonKind.OBJECT) {
          source();
        } else if (member == 1 && cursor.peek() == JsonKind.ARRAY) {
          blocks();
        } else {
          cursor.skip();
        }
      }
    }
  }

  /** A source of type {@code text} holds words under {@code data}, and may say so afterwards. */
  private void source() {
    boolean text = false;
    long media = 0;
    long words = 0;
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(SOURCE);
      if (member == SOURCE_TYPE && cursor.peek() == JsonKind.STRING) {
        text = cursor.string().equals("text");
      } else if (member > SOURCE_TYPE && cursor.peek() == JsonKind.STRING) {
        cursor.walkString(raw -> 0);
        media += MediaWeight.of(cursor.rawValue());
        words += cursor.rawValue().length() / BYTES_PER_TOKEN_OF_A_TEXT_DOCUMENT;
      } else {
        cursor.skip();
      }
    }
    cursor.addTokens(text ? words : media);
  }
}
