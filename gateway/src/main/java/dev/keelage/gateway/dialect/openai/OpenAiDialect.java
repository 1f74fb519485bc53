package dev.keelage.gateway.dialect.openai;

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

/** OpenAI Chat Completions and Embeddings, as OpenAI and compatible servers speak them. */
public final class OpenAiDialect implements Dialect {
  /** Members whose strings are no words. */
  private static final Names UNTOUCHED =
      Names.of(
          "model",
          "role",
          "type",
          "id",
          "tool_call_id",
          "file_id",
          "name",
          "object",
          "detail",
          "format",
          "finish_reason",
          "system_fingerprint",
          "service_tier",
          "tool_choice",
          "reasoning_effort",
          "encoding_format",
          "required");

  /** Tool arguments are JSON text in a string here, so there is no object that is all words. */
  private static final Names WORDS = Names.of();

  private final OpenAiErrors errors;

  public OpenAiDialect(Compat compat) {
    this.errors = new OpenAiErrors(compat);
  }

  @Override
  public WireFormat format() {
    return WireFormat.OPENAI;
  }

  @Override
  public Envelope scan(Operation operation, Buffer body) {
    return OpenAiScan.scan(operation, body, Optional.empty());
  }

  @Override
  public Envelope scan(Operation operation, Buffer body, Optional<String> modelInPath) {
    return OpenAiScan.scan(operation, body, modelInPath);
  }

  @Override
  public Buffer splice(Operation operation, Envelope envelope, String model) {
    return OpenAiSplice.splice(envelope, model);
  }

  @Override
  public Buffer rewriteText(Buffer body, UnaryOperator<String> edit) {
    try {
      Buffer edited = TextEdits.apply(body, UNTOUCHED, WORDS, edit);
      return edited == body ? body : OpenAiLogprobs.removed(edited);
    } catch (InvalidJson e) {
      throw new MalformedReply(e.reason());
    }
  }

  @Override
  public ChatCall decodeCall(Envelope envelope) {
    return OpenAiCallDecoder.decode(envelope);
  }

  @Override
  public Buffer encodeCall(ChatCall call) {
    return Json.write(OpenAiCallEncoder.encode(call));
  }

  @Override
  public ChatReply decodeReply(Buffer body) {
    return OpenAiReplies.decode(body);
  }

  @Override
  public Buffer encodeReply(ChatReply reply, ReplyContext context) {
    return OpenAiReplies.encode(reply, context);
  }

  @Override
  public Optional<Usage> usageOf(Operation operation, Buffer body) {
    return OpenAiUsage.inReply(Bytes.of(body));
  }

  @Override
  public Buffer streamOf(Buffer reply) {
    return OpenAiReplyStream.of(reply);
  }

  @Override
  public Optional<VendorError> errorIn(Buffer body) {
    return ReportedError.in(body, OpenAiErrors::decodeInStream);
  }

  @Override
  public StreamDecoder streamDecoder() {
    return new OpenAiStreamDecoder();
  }

  @Override
  public StreamTap streamTap(boolean usageWanted) {
    return new OpenAiTap(usageWanted);
  }

  @Override
  public Optional<StreamPieces> streamPieces() {
    return Optional.of(new OpenAiPieces());
  }

  @Override
  public StreamEncoder streamEncoder(ReplyContext context, boolean usageWanted) {
    return new OpenAiStreamEncoder(context, usageWanted, errors);
  }

  @Override
  public VendorError decodeError(int status, Buffer body) {
    return OpenAiErrors.decode(status, body);
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
