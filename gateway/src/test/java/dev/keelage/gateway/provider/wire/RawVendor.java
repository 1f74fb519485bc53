package dev.keelage.gateway.provider.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A vendor that says, byte by byte, what a test wants to hear. */
public final class RawVendor implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final ServerSocket listener;
  private final Manners manners;
  private final AtomicInteger connections = new AtomicInteger();

  /** What happens on each connection; it is closed afterwards. */
  public interface Manners {
    void serve(Visit visit) throws IOException;
  }

  private RawVendor(ServerSocket listener, Manners manners) {
    this.listener = listener;
    this.manners = manners;
  }

  public static RawVendor start(Manners manners) throws IOException {
    return start(ServerSocketFactory.getDefault(), manners);
  }

  static RawVendor start(ServerSocketFactory sockets, Manners manners) throws IOException {
    RawVendor vendor =
        new RawVendor(
            sockets.createServerSocket(0, 128, InetAddress.getLoopbackAddress()), manners);
    Thread.ofVirtual().start(vendor::accept);
    return vendor;
  }

  /** Answers every request on every connection in the same way. */
  public static RawVendor answering(String answer) throws IOException {
    return start(
        visit -> {
          while (visit.request()) {
            visit.say(answer);
          }
        });
  }

  /** Where it is, as a provider's base URL has it. */
  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  Origin origin() {
    return new Origin("127.0.0.1", listener.getLocalPort(), false);
  }

  /** How many connections there were so far. */
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(new Visit(socket, number)));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Visit visit) {
    try (Socket closed = visit.socket()) {
      manners.serve(visit);
    } catch (IOException e) {
      // The gateway left: that is what some tests are about.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /**
   * A connection.
   *
   * @param number from 1 on
   */
  public record Visit(Socket socket, int number) {
    /** Reads a head up to its empty line; empty at the end of the connection. */
    public String head() throws IOException {
      StringBuilder read = new StringBuilder();
      while (!read.toString().endsWith("\r\n\r\n")) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return "";
        }
        read.append((char) next);
      }
      return read.toString();
    }

    /** Reads a whole request; false at the end of the connection. */
    public boolean request() throws IOException {
      String head = head();
      if (head.isEmpty()) {
        return false;
      }
      String length = head.replaceAll("(?s).*content-length: (\\d+)\r\n.*", "$1");
      socket.getInputStream().readNBytes(Integer.parseInt(length));
      return true;
    }

    public void say(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }

    /** Until the gateway closes the connection, with a FIN or a reset. */
    public void awaitClose() {
      byte[] dropped = new byte[1 << 16];
      try {
        while (socket.getInputStream().read(dropped) >= 0) {}
      } catch (IOException e) {
        // Reset is closed, too.
      }
    }
  }
}
