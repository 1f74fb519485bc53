package dev.keelage.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to a server, which can be cut as in a network that loses packets: connections stay, new
 * ones are taken, and nothing more comes through those, ever. Later ones work when it is mended.
 */
final class Relay implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private boolean cut;

  private Relay(ServerSocket listener, String host, int port) {
    this.listener = listener;
    this.host = host;
    this.port = port;
  }

  static Relay to(String host, int port) {
    try {
      var relay = new Relay(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), host, port);
      Thread.ofVirtual().start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized void cut() {
    cut = true;
    ways.forEach(way -> way.lost = true);
  }

  synchronized void mend() {
    cut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        join(listener.accept());
      } catch (IOException e) {
        // Closed, or the server is away: who came sees the end of the connection.
      }
    }
  }

  private synchronized void join(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(host, port);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    Way way = new Way(client, server, cut);
    ways.add(way);
    Thread.ofVirtual().start(() -> way.pass(client, server));
    Thread.ofVirtual().start(() -> way.pass(server, client));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    ways.forEach(Way::end);
  }

  private final class Way {
    private final Socket client;
    private final Socket server;
    private volatile boolean lost;

    private Way(Socket client, Socket server, boolean lost) {
      this.client = client;
      this.server = server;
      this.lost = lost;
    }

    private void pass(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (!lost) {
            out.write(buffer, 0, read);
          }
        }
      } catch (IOException e) {
        // Either end is gone.
      }
      // The end of a connection gets lost like all else.
      if (!lost || from.equals(client)) {
        end();
      }
    }

    private void end() {
      ways.remove(this);
      for (Socket each : new Socket[] {client, server}) {
        try {
          each.close();
        } catch (IOException e) {
          // It is closed, then.
        }
      }
    }
  }
}
