package dev.keelage.gateway.provider.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A request, ready to be written.
 *
 * @param constant request line and fields that are the same for every request of its kind, see
 *     {@link HeadBytes}; not changed by anybody
 * @param own fields of this request; {@code content-length} is added
 */
public record Request(byte[] constant, byte[] own, Buffer body) {
  private static final byte[] CONTENT_LENGTH =
      "content-length: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 10;

  /** Bodies up to here go out in one piece with the head; longer ones in pieces of this size. */
  static final int PIECE_BYTES = 64 << 10;

  /** The head, and the body too where it is short; the rest is {@link #piece}. */
  ByteBuf first(ByteBufAllocator allocator) {
    int length = body.length();
    boolean whole = length <= PIECE_BYTES;
    ByteBuf out =
        allocator.directBuffer(
            constant.length
                + own.length
                + CONTENT_LENGTH.length
                + MAX_DIGITS
                + END.length
                + (whole ? length : 0));
    out.writeBytes(constant).writeBytes(own).writeBytes(CONTENT_LENGTH);
    out.writeCharSequence(Integer.toString(length), StandardCharsets.US_ASCII);
    out.writeBytes(END);
    if (whole) {
      out.writeBytes(body.getByteBuf());
    }
    return out;
  }

  /** Where the body goes on after {@link #first}. */
  int written() {
    return body.length() <= PIECE_BYTES ? body.length() : 0;
  }

  /** Of the body, from {@code offset} on. */
  ByteBuf piece(ByteBufAllocator allocator, int offset) {
    int length = Math.min(PIECE_BYTES, body.length() - offset);
    return allocator.directBuffer(length).writeBytes(body.getByteBuf(), offset, length);
  }
}
