package dev.keelage.gateway.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;

/** A caller who writes bytes of its own choice. */
final class RawCaller implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  private RawCaller(Socket socket) {
    this.socket = socket;
  }

  static RawCaller to(RunningGateway gateway) throws IOException {
    Socket socket = new Socket("127.0.0.1", gateway.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawCaller(socket);
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Everything up to and with this text. */
  String readUntil(String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.length() < text.length()
        || !read.substring(read.length() - text.length()).equals(text)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed before '" + text + "' after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** Everything until the gateway closes the connection. */
  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
