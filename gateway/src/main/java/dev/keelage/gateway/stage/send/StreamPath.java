package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What the bytes of an upstream's stream become on their way to the caller. One per attempt; no
 * I/O.
 */
public interface StreamPath {
  /**
   * @return bytes for the caller; may be empty
   * @throws MalformedReply the stream breaks its protocol
   */
  Buffer offer(Buffer chunk);

  /** The upstream ended the connection: what was still held back. */
  Buffer end();

  /**
   * Something of the answer is on its way to the caller; before that another deployment may answer
   * instead.
   */
  boolean contentSeen();

  /** The stream ended as its protocol says. */
  boolean closed();

  /** The error that the vendor reported inside the stream; the caller's bytes say it already. */
  Optional<VendorError> error();

  /** A guardrail ended the stream; nothing more goes to the caller but the refusal. */
  Optional<Rejection> blocked();

  /** The vendor's figures so far. */
  Optional<Usage> usage();

  /** Of what was produced so far, by a tokenizer. Costly: once per stream at most. */
  long producedTokensEstimate();
}
