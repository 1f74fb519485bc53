package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.dialect.StreamDecoder;
import dev.keelage.gateway.dialect.StreamEncoder;
import dev.keelage.gateway.dialect.StreamPieces;
import dev.keelage.gateway.dialect.StreamTap;
import dev.keelage.gateway.dialect.error.ReportedError;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.dialect.json.TextEdits;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatReply;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.exchange.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Anthropic Messages. It has no embeddings. */
public final class AnthropicDialect implements Dialect {
  /** Members whose strings are no words. */
  private static final Names UNTOUCHED =
      Names.of(
          "model",
          "role",
          "type",
          "id",
          "tool_use_id",
          "file_id",
          "name",
          "media_type",
          "signature",
          "stop_reason",
          "encrypted_content",
          "encrypted_index",
          "user_id",
          "required");

  /** A tool's input is JSON of the model's own: whatever its members are called, they are words. */
  private static final Names WORDS = Names.of("input");

  private final AnthropicErrors errors;
  private final int defaultMaxOutputTokens;

  /**
   * @param defaultMaxOutputTokens for calls of other dialects that set no bound: Anthropic demands
   *     one
   */
  public AnthropicDialect(Compat compat, int defaultMaxOutputTokens) {
    if (defaultMaxOutputTokens < 1) {
      throw new IllegalArgumentException("the default for max_tokens must be at least 1");
    }
    this.errors = new AnthropicErrors(compat);
    this.defaultMaxOutputTokens = defaultMaxOutputTokens;
  }

  @Override
  public WireFormat format() {
    return WireFormat.ANTHROPIC;
  }

  @Override
  public Envelope scan(Operation operation, Buffer body) {
    return switch (operation) {
      case CHAT, COUNT_TOKENS -> AnthropicScan.scan(operation, body);
      case EMBEDDINGS -> throw new IllegalArgumentException("Anthropic has no embeddings");
    };
  }

  @Override
  public Buffer splice(Operation operation, Envelope envelope, String model) {
    return AnthropicSplice.splice(envelope, model);
  }

  @Override
  public Buffer rewriteText(Buffer body, UnaryOperator<String> edit) {
    try {
      return TextEdits.apply(body, UNTOUCHED, WORDS, edit);
    } catch (InvalidJson e) {
      throw new MalformedReply(e.reason());
    }
  }

  @Override
  public ChatCall decodeCall(Envelope envelope) {
    return AnthropicCallDecoder.decode(envelope);
  }

  @Override
  public Buffer encodeCall(ChatCall call) {
    return Json.write(new AnthropicCallEncoder(defaultMaxOutputTokens).encode(call));
  }

  @Override
  public ChatReply decodeReply(Buffer body) {
    return AnthropicReplies.decode(body);
  }

  @Override
  public Buffer encodeReply(ChatReply reply, ReplyContext context) {
    return AnthropicReplies.encode(reply, context);
  }

  @Override
  public Optional<Usage> usageOf(Operation operation, Buffer body) {
    return AnthropicUsage.inReply(Bytes.of(body));
  }

  @Override
  public Buffer tokenCount(long inputTokens) {
    return Buffer.buffer("{\"input_tokens\":" + inputTokens + "}");
  }

  @Override
  public Buffer streamOf(Buffer reply) {
    return AnthropicReplyStream.of(reply);
  }

  @Override
  public Optional<VendorError> errorIn(Buffer body) {
    return ReportedError.in(body, AnthropicErrors::decodeInStream);
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new AnthropicStreamDecoder();
  }

  @Override
  public StreamTap streamTap(boolean usageWanted) {
    return new AnthropicTap();
  }

  @Override
  public Optional<StreamPieces> streamPieces() {
    return Optional.empty();
  }

  @Override
  public StreamEncoder streamEncoder(ReplyContext context, boolean usageWanted) {
    return new AnthropicStreamEncoder(context, errors);
  }

  @Override
  public VendorError decodeError(int status, Buffer body) {
    return AnthropicErrors.decode(status, body);
  }

  @Override
  public RenderedError renderError(Rejection rejection) {
    return errors.render(rejection);
  }

  @Override
  public Buffer renderStreamError(Rejection rejection) {
    return errors.renderInStream(rejection);
  }
}
