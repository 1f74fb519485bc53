package dev.keelage.perf.load;

import dev.keelage.perf.http.Framer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection that sends a request and waits for its answer. */
final class Caller {
  final Framer answer = new Framer();
  private final int port;
  private final Selector selector;
  private final ByteBuffer request;
  private SelectionKey key;
  private boolean waiting;
  private long dueNanos;
  private long firstByteNanos;

  Caller(int port, Selector selector, byte[] request) throws IOException {
    this.port = port;
    this.selector = selector;
    this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
    this.key = connect();
  }

  private SelectionKey connect() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    SocketChannel channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(long due) throws IOException {
    if (!key.isValid()) {
      key = connect();
    }
    dueNanos = due;
    firstByteNanos = 0;
    waiting = true;
    answer.reset();
    request.rewind();
    write();
  }

  void write() throws IOException {
    channel().write(request);
    key.interestOps(
        request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Whether the answer is complete with what was read now. */
  boolean read(long nowNanos) throws IOException {
    int count = channel().read(answer.space());
    if (count < 0) {
      close();
      if (waiting) {
        throw new EOFException("closed before the answer was complete");
      }
      return false;
    }
    boolean complete = count > 0 && answer.received(count);
    if (firstByteNanos == 0 && answer.bodyLength() > 0) {
      firstByteNanos = nowNanos;
    }
    if (complete) {
      waiting = false;
      if (answer.closing()) {
        close();
      }
    }
    return complete;
  }

  boolean isWaiting() {
    return waiting;
  }

  long latencyMicros(long nowNanos) {
    return (nowNanos - dueNanos) / 1000;
  }

  long firstByteMicros() {
    return (firstByteNanos - dueNanos) / 1000;
  }

  /** Gives up on the answer; the next request gets a new connection. */
  void abandon() throws IOException {
    waiting = false;
    close();
  }

  void close() throws IOException {
    key.cancel();
    channel().close();
  }

  private SocketChannel channel() {
    return (SocketChannel) key.channel();
  }
}
