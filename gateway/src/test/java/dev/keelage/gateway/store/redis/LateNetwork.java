package dev.keelage.gateway.store.redis;

import dev.keelage.testkit.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A way to Redis on which bytes may be held up for any time and come after all, also when who sent
 * them has long given up. Connections that are made later are not concerned.
 */
final class LateNetwork implements AutoCloseable {
  private final ServerSocket door;
  private final int redisPort;
  private final List<Way> ways = new CopyOnWriteArrayList<>();

  private LateNetwork(ServerSocket door, int redisPort) {
    this.door = door;
    this.redisPort = redisPort;
  }

  static LateNetwork to(RedisServer redis) {
    try {
      ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      LateNetwork network = new LateNetwork(door, redis.port());
      Thread.ofVirtual().start(network::welcome);
      return network;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  void holdRequests() {
    ways.forEach(way -> way.requests.hold());
  }

  void holdAnswers() {
    ways.forEach(way -> way.answers.hold());
  }

  /** What was held up arrives now. */
  void deliver() {
    for (Way way : ways) {
      way.requests.release();
      way.answers.release();
    }
  }

  private void welcome() {
    try {
      while (!door.isClosed()) {
        ways.add(new Way(door.accept(), new Socket(InetAddress.getLoopbackAddress(), redisPort)));
      }
    } catch (IOException e) {
      // The door was closed, or there is no Redis.
      close();
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Way way : ways) {
        way.requests.release();
        way.answers.release();
        way.gateway.close();
        way.redis.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Way {
    final Socket gateway;
    final Socket redis;
    final Direction requests;
    final Direction answers;

    Way(Socket gateway, Socket redis) throws IOException {
      this.gateway = gateway;
      this.redis = redis;
      this.requests = new Direction(gateway.getInputStream(), redis.getOutputStream());
      this.answers = new Direction(redis.getInputStream(), gateway.getOutputStream());
    }
  }

  private static final class Direction {
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Direction(InputStream from, OutputStream to) {
      Thread.ofVirtual().start(() -> pass(from, to));
    }

    void hold() {
      gate = new CountDownLatch(1);
    }

    void release() {
      gate.countDown();
    }

    private void pass(InputStream from, OutputStream to) {
      byte[] some = new byte[8192];
      try (from;
          to) {
        for (int read = from.read(some); read >= 0; read = from.read(some)) {
          await(gate);
          to.write(some, 0, read);
        }
      } catch (IOException e) {
        // One end is gone; so is the other one then.
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
