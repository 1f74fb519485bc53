package dev.keelage.gateway.dialect;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Watches one upstream stream whose bytes go to a caller of the same dialect unchanged. Bytes may
 * be cut anywhere. Not thread-safe: one stream, one event loop.
 */
public interface StreamTap {
  /**
   * @return what to send on now: the same buffer where nothing has to be withheld, otherwise what
   *     is left of it; may be empty. Withheld is an event as long as it is incomplete, and what the
   *     gateway asked for and the caller did not (OpenAI: the usage-only chunk)
   * @throws MalformedReply the stream breaks its protocol, or one event is over the size bound
   */
  Buffer pass(Buffer chunk);

  /**
   * The upstream ended the connection. An event that lacks no more than its blank line, with one,
   * and the terminator of an answer that is complete but for it; may be empty.
   */
  Buffer end();

  /**
   * An event that carries something of the answer (text, thinking, refusal, tool call) or its end
   * has passed: until then another deployment may still answer instead.
   */
  boolean contentSeen();

  /**
   * The stream ended as its protocol says ({@code [DONE]}, {@code message_stop}), or after the last
   * reason to stop.
   */
  boolean closed();

  /** The error that the vendor reported inside the stream; the event itself has been passed on. */
  Optional<VendorError> error();

  /**
   * The vendor's figures so far. Of a stream that was cut they cover the input at best: vendors
   * count the output at the end.
   */
  Optional<Usage> usage();

  /**
   * How many tokens the text, thinking and tool arguments that passed so far have by a tokenizer's
   * estimate; for streams that end without the vendor's figures. May be costly: called at most once
   * per stream.
   */
  long producedTokensEstimate();
}
