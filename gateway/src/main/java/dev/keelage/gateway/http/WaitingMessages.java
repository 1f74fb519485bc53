package dev.keelage.gateway.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sent ahead (pipelining, RFC 9112 §9.3.2) while an earlier request is being
 * answered. There can be more than is enough by what one read brought.
 */
final class WaitingMessages {
  private static final int ENOUGH_MESSAGES = 32;
  private static final int ENOUGH_BYTES = 64 << 10;

  private final ArrayDeque<Object> messages = new ArrayDeque<>(4);
  private int bytes;

  void add(Object message) {
    messages.add(message);
    bytes += size(message);
  }

  @Nullable Object poll() {
    Object first = messages.poll();
    bytes -= first == null ? 0 : size(first);
    return first;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether no more should be read until some of it is served. */
  boolean enough() {
    return messages.size() >= ENOUGH_MESSAGES || bytes >= ENOUGH_BYTES;
  }

  void release() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    bytes = 0;
  }

  private static int size(Object message) {
    return message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
  }
}
