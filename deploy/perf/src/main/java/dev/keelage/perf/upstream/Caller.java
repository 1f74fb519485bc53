package dev.keelage.perf.upstream;

import dev.keelage.perf.http.Framer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Iterator;

/** A connection to the vendor: one request, then the frames of its answer. */
final class Caller {
  final Framer request = new Framer();
  private final SelectionKey key;
  private final ArrayDeque<ByteBuffer> unwritten = new ArrayDeque<>();
  private Iterator<ByteBuffer> frames = java.util.Collections.emptyIterator();

  Caller(SelectionKey key) {
    this.key = key;
  }

  /** Whether a whole request has arrived. */
  boolean read() throws IOException {
    int count = channel().read(request.space());
    if (count < 0) {
      close();
      return false;
    }
    return count > 0 && request.received(count);
  }

  void begin(Answer answer) {
    request.reset();
    frames = answer.frames().iterator();
  }

  /** Sends the next frame; whether more are to come. */
  boolean sendNext() throws IOException {
    if (!key.isValid() || !frames.hasNext()) {
      return false;
    }
    unwritten.add(frames.next().duplicate());
    flush();
    return frames.hasNext();
  }

  void flush() throws IOException {
    while (!unwritten.isEmpty()) {
      ByteBuffer first = unwritten.peekFirst();
      channel().write(first);
      if (first.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      unwritten.removeFirst();
    }
    if (key.interestOps() != SelectionKey.OP_READ) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  void close() throws IOException {
    key.cancel();
    channel().close();
  }

  private SocketChannel channel() {
    return (SocketChannel) key.channel();
  }
}
