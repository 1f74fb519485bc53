package dev.keelage.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blocking Redis connection for looking at what the code under test left, in the Redis protocol
 * version 2.
 */
public final class RedisConnection implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  static RedisConnection open(int port) {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          Math.toIntExact(TIMEOUT.toMillis()));
      return new RedisConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("no Redis on port " + port, e);
    }
  }

  /**
   * Sends one command.
   *
   * @return a String, a Long, a List of these, or null for a missing value
   * @throws IllegalStateException with Redis' text when it answers an error
   */
  public @Nullable Object call(String... command) {
    try {
      write("*" + command.length);
      for (var part : command) {
        write("$" + part.getBytes(StandardCharsets.UTF_8).length);
        write(part);
      }
      out.flush();
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not answer " + command[0], e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Object read() throws IOException {
    var line = readLine();
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> readText(Integer.parseInt(rest));
      case '*' -> readList(Integer.parseInt(rest));
      case '-' -> throw new IllegalStateException(rest);
      default -> throw new IOException("not the Redis protocol: " + line);
    };
  }

  private @Nullable String readText(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var bytes = in.readNBytes(length);
    readLine();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private @Nullable List<@Nullable Object> readList(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    var list = new ArrayList<@Nullable Object>(size);
    for (int i = 0; i < size; i++) {
      list.add(read());
    }
    return list;
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }
}
