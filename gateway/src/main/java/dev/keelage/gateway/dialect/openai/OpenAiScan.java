package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.call.BodyTags;
import dev.keelage.gateway.dialect.call.CallMembers;
import dev.keelage.gateway.dialect.call.MediaWeight;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.snapshot.cost.ServiceTier;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One pass over the body of a chat completion or an embeddings request. */
final class OpenAiScan {
  private static final Names DECISIVE =
      Names.of(
          "model",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "n",
          "messages",
          "input",
          "service_tier",
          "user",
          "safety_identifier",
          "metadata",
          "tags");
  private static final int MODEL = 0;
  private static final int STREAM = 1;
  private static final int STREAM_OPTIONS = 2;
  private static final int MAX_TOKENS = 3;
  private static final int MAX_COMPLETION_TOKENS = 4;
  private static final int N = 5;
  private static final int MESSAGES = 6;
  private static final int INPUT = 7;
  private static final int SERVICE_TIER = 8;
  private static final int USER = 9;
  private static final int SAFETY_IDENTIFIER = 10;
  private static final int METADATA = 11;
  private static final int TAGS = 12;

  private static final Names TIERS = Names.of("default", "flex", "priority", "fast", "ultrafast");
  private static final List<Set<ServiceTier>> SERVED_IN =
      List.of(
          Set.of(ServiceTier.STANDARD),
          Set.of(ServiceTier.STANDARD, ServiceTier.FLEX),
          Set.of(ServiceTier.STANDARD, ServiceTier.PRIORITY, ServiceTier.FAST),
          Set.of(ServiceTier.STANDARD, ServiceTier.PRIORITY, ServiceTier.FAST),
          Envelope.ANY_TIER);

  static final Names STREAM_OPTION = Names.of("include_usage");
  private static final Names METADATA_MEMBER = Names.of("tags");
  private static final Names MESSAGE = Names.of("content");
  private static final Names PART = Names.of("image_url", "file", "input_audio");
  private static final Names MEDIA = Names.of("url", "file_data", "file_id", "data");
  private static final long MAX_CHOICES = 128;
  private static final byte[] MODEL_MEMBER = "\"model\":".getBytes(StandardCharsets.US_ASCII);

  private final Operation operation;
  private final Buffer body;
  private final JsonCursor cursor;

  private Optional<String> model = Optional.empty();
  private Span modelSpan = Span.NONE;
  private boolean stream;
  private Span streamOptions = Span.NONE;
  private boolean usageInStream;
  private OptionalLong maxOutput = OptionalLong.empty();
  private long choices = 1;
  private Set<ServiceTier> tiers = Envelope.ANY_TIER;
  private Optional<String> user = Optional.empty();
  private Optional<String> safetyIdentifier = Optional.empty();
  private boolean hasInput;

  /** Of the few calls that may say some. */
  private Optional<BodyTags> tags = Optional.empty();

  private OpenAiScan(Operation operation, Buffer body) {
    this.operation = operation;
    this.body = body;
    this.cursor = new JsonCursor(Bytes.of(body));
  }

  /**
   * @param modelInPath what stands for a model that the body does not name
   */
  static Envelope scan(Operation operation, Buffer body, Optional<String> modelInPath) {
    try {
      return new OpenAiScan(operation, body).envelope(modelInPath);
    } catch (InvalidJson e) {
      throw new MalformedCall(
          "The request body is not valid JSON: " + e.reason() + ".", Optional.empty());
    }
  }

  private Envelope envelope(Optional<String> modelInPath) {
    if (cursor.peek() != JsonKind.OBJECT) {
      throw new MalformedCall("The request body must be a JSON object.", Optional.empty());
    }
    CallMembers members = new CallMembers(cursor, DECISIVE);
    int objectStart = cursor.offset();
    while (members.next()) {
      member(members);
    }
    cursor.end();
    if (model.isEmpty() && modelInPath.isEmpty()) {
      throw CallMembers.missing("model");
    }
    if (!hasInput) {
      throw CallMembers.missing(operation == Operation.CHAT ? "messages" : "input");
    }
    if (model.isEmpty()) {
      return scan(operation, naming(modelInPath.get(), objectStart), Optional.empty());
    }
    return new Envelope(
        body,
        model.get(),
        modelSpan,
        stream && operation == Operation.CHAT,
        maxOutput,
        usageInStream,
        streamOptions,
        objectStart,
        cursor.tokensEstimate(),
        (int) choices,
        0,
        safetyIdentifier.or(() -> user),
        tiers,
        tags.map(BodyTags::said).orElse(Set.of()),
        tags.map(BodyTags::notSent).orElse(List.of()));
  }

  private Buffer naming(String name, int objectStart) {
    byte[] quoted = Escapes.quote(name);
    return Buffer.buffer(body.length() + quoted.length + MODEL_MEMBER.length + 1)
        .appendBuffer(body, 0, objectStart)
        .appendBytes(MODEL_MEMBER)
        .appendBytes(quoted)
        .appendByte((byte) ',')
        .appendBuffer(body, objectStart, body.length() - objectStart);
  }

  private void member(CallMembers members) {
    switch (members.index()) {
      case MODEL -> {
        int from = cursor.offset();
        model = Optional.of(members.modelName());
        modelSpan = new Span(from, cursor.offset());
      }
      case STREAM -> stream = members.flag();
      case STREAM_OPTIONS -> streamOptions(members);
      case MAX_TOKENS, MAX_COMPLETION_TOKENS -> {
        long bound = Math.max(members.count(1).orElse(0), maxOutput.orElse(0));
        maxOutput = bound == 0 ? OptionalLong.empty() : OptionalLong.of(bound);
      }
      case N -> {
        choices = members.count(1).orElse(1);
        if (choices > MAX_CHOICES) {
          throw members.malformed("must be at most " + MAX_CHOICES);
        }
      }
      case MESSAGES -> {
        if (operation == Operation.CHAT) {
          messages(members);
        } else {
          cursor.skip();
        }
      }
      case INPUT -> input(members);
      case USER -> user = members.name();
      case SAFETY_IDENTIFIER -> safetyIdentifier = members.name();
      case METADATA -> tags().readMetadata(METADATA_MEMBER, none -> {});
      case TAGS -> tags().read(members);
      // Absent or "auto": the vendor's project setting decides.
      case SERVICE_TIER -> {
        int tier = cursor.stringIn(TIERS);
        tiers = tier < 0 ? Envelope.ANY_TIER : SERVED_IN.get(tier);
      }
      default -> cursor.skip();
    }
  }

  private BodyTags tags() {
    BodyTags all = tags.orElseGet(() -> new BodyTags(cursor, true));
    tags = Optional.of(all);
    return all;
  }

  private void streamOptions(CallMembers members) {
    int from = cursor.offset();
    if (!cursor.skipNull()) {
      members.require(JsonKind.OBJECT, "an object");
      CallMembers options = new CallMembers(cursor, STREAM_OPTION);
      while (options.next()) {
        if (options.index() == 0) {
          usageInStream = options.flag();
        } else {
          cursor.skip();
        }
      }
    }
    streamOptions = new Span(from, cursor.offset());
  }

  private void input(CallMembers members) {
    if (operation == Operation.CHAT) {
      cursor.skip();
      return;
    }
    switch (cursor.peek()) {
      case STRING -> cursor.skip();
      case ARRAY -> cursor.skip();
      case OBJECT, NUMBER, BOOLEAN, NULL -> throw members.malformed("must be a string or a list");
    }
    hasInput = true;
  }

  private void messages(CallMembers members) {
    members.require(JsonKind.ARRAY, "a list");
    cursor.beginArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != JsonKind.OBJECT) {
        throw members.malformed("must be a list of objects");
      }
      hasInput = true;
      cursor.beginObject();
      while (cursor.nextMember()) {
        if (cursor.keyIn(MESSAGE) == 0 && cursor.peek() == JsonKind.ARRAY) {
          parts();
        } else {
          cursor.skip();
        }
      }
    }
    if (!hasInput) {
      throw members.malformed("must not be empty");
    }
  }

  private void parts() {
    cursor.beginArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != JsonKind.OBJECT) {
        cursor.skip();
        continue;
      }
      cursor.beginObject();
      while (cursor.nextMember()) {
        if (cursor.keyIn(PART) >= 0 && cursor.peek() == JsonKind.OBJECT) {
          media();
        } else {
          cursor.skip();
        }
      }
    }
  }

  private void media() {
    cursor.beginObject();
    while (cursor.nextMember()) {
      if (cursor.keyIn(MEDIA) >= 0 && cursor.peek() == JsonKind.STRING) {
        cursor.walkString(MediaWeight::of);
      } else {
        cursor.skip();
      }
    }
  }
}
