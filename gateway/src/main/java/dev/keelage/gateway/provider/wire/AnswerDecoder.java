package dev.keelage.gateway.provider.wire;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Answers to requests that are all of one method, which is neither HEAD nor CONNECT. */
final class AnswerDecoder extends HttpResponseDecoder {
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_HEAD_BYTES = 16 << 10;

  /** As much as is read at a time. */
  private static final int MAX_PIECE_BYTES = 64 << 10;

  AnswerDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_PIECE_BYTES));
  }

  /** Whether everything that came belonged to an answer. */
  boolean empty() {
    return actualReadableBytes() == 0;
  }
}
