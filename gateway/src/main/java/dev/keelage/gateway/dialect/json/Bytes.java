package dev.keelage.gateway.dialect.json;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;

/**
 * A view of a buffer's bytes, without copying where the buffer lives on the heap. Never written to.
 *
 * @param start index of the first byte
 * @param end exclusive
 */
@SuppressWarnings("ArrayRecordComponent") // a view: never compared
public record Bytes(byte[] array, int start, int end) {

  @SuppressWarnings("deprecation") // the only way to the array of a Vert.x 4 buffer without a copy
  public static Bytes of(Buffer buffer) {
    ByteBuf inner = buffer instanceof BufferImpl own ? own.byteBuf() : buffer.getByteBuf();
    if (inner.hasArray()) {
      int start = inner.arrayOffset() + inner.readerIndex();
      return new Bytes(inner.array(), start, start + inner.readableBytes());
    }
    byte[] copy = buffer.getBytes();
    return new Bytes(copy, 0, copy.length);
  }

  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  public int length() {
    return end - start;
  }

  public Buffer toBuffer() {
    return Buffer.buffer(length()).appendBytes(array, start, length());
  }
}
