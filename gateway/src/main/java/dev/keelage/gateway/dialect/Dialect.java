package dev.keelage.gateway.dialect;

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

/**
 * One vendor's wire format, in both directions: towards callers (scan, encode replies and errors)
 * and towards upstreams (splice or encode calls, decode replies and streams). Stateless and pure; a
 * stream's state lives in the objects it hands out.
 */
public interface Dialect {
  WireFormat format();

  /**
   * Checks the structure of a request body and finds what the gateway needs, in one pass and
   * without a tree.
   *
   * @throws MalformedCall truncated or invalid JSON or UTF-8, nesting too deep, a decisive member
   *     twice or of the wrong type
   */
  Envelope scan(Operation operation, Buffer body);

  /**
   * The same for a path that names the model: the body need not. Its envelope has a body that does.
   */
  default Envelope scan(Operation operation, Buffer body, Optional<String> modelInPath) {
    return scan(operation, body);
  }

  /**
   * The caller's bytes for an upstream of the same dialect: only the model name is replaced, what
   * is not for vendors left out ({@link Envelope#notSent}) and, for streams, usage asked for.
   *
   * @param model the upstream's name
   */
  Buffer splice(Operation operation, Envelope envelope, String model);

  /**
   * The same body with its words edited: every string that a model reads or has written, wherever
   * it stands, but no names, ids, addresses or media. For calls of any operation and for whole
   * replies; what the canonical exchange has no words for stays as it is.
   *
   * @param edit is given each text and returns it, or what shall stand instead
   * @return the same buffer if nothing changed
   * @throws MalformedReply the body is not JSON, which a scanned call always is
   */
  Buffer rewriteText(Buffer body, UnaryOperator<String> edit);

  /**
   * @throws MalformedCall a member of the wrong shape
   * @throws Untranslatable a member that only this dialect has words for
   */
  ChatCall decodeCall(Envelope envelope);

  /**
   * @throws Untranslatable a feature this dialect has no words for
   */
  Buffer encodeCall(ChatCall call);

  /**
   * @throws MalformedReply not what the vendor's specification says
   */
  ChatReply decodeReply(Buffer body);

  /**
   * @param context what callers see: the model name they said, the call id, the time
   * @throws MalformedReply the upstream said what this dialect has no place for, such as tool
   *     arguments that are no JSON object
   */
  Buffer encodeReply(ChatReply reply, ReplyContext context);

  /**
   * The usage a non-streamed answer reports; empty if there is none or the body is not understood.
   */
  Optional<Usage> usageOf(Operation operation, Buffer body);

  /**
   * The gateway's own answer to {@link Operation#COUNT_TOKENS}.
   *
   * @throws UnsupportedOperationException callers of this dialect cannot ask for it
   */
  default Buffer tokenCount(long inputTokens) {
    throw new UnsupportedOperationException(format() + " does not count tokens");
  }

  /**
   * A whole chat answer as the stream that would have said the same, with its usage and its
   * terminator: for servers that answer with one to a call that asks for a stream.
   *
   * @throws MalformedReply no answer of this dialect
   */
  Buffer streamOf(Buffer reply);

  /** The error that a body is although its status says success; with the status it should have. */
  Optional<VendorError> errorIn(Buffer body);

  /** A decoder for one upstream stream. */
  StreamDecoder streamDecoder();

  /**
   * A watcher for one upstream stream that passes through to a caller of this dialect.
   *
   * @param usageWanted whether the caller asked for usage in the stream; if not, the chunk that
   *     only carries it is withheld
   */
  StreamTap streamTap(boolean usageWanted);

  /**
   * For a guard that reads along in a stream that passes; empty where it reads canonical events,
   * because these lose nothing of the dialect.
   */
  Optional<StreamPieces> streamPieces();

  /** An encoder for one stream to the caller. */
  StreamEncoder streamEncoder(ReplyContext context, boolean usageWanted);

  /**
   * How an upstream of this dialect says what went wrong. Never throws: an unreadable body becomes
   * a plain message.
   */
  VendorError decodeError(int status, Buffer body);

  /** The gateway's own refusal as this dialect's SDKs expect it. */
  RenderedError renderError(Rejection rejection);

  /**
   * An error inside a stream that has already begun, as bytes of this dialect's stream (with its
   * terminator, where SDKs wait for one).
   */
  Buffer renderStreamError(Rejection rejection);

  /**
   * @param model the name callers said
   * @param createdEpochSeconds for dialects that show a time
   */
  record ReplyContext(String callId, String model, long createdEpochSeconds) {}
}
