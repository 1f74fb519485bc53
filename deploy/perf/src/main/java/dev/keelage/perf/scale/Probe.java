package dev.keelage.perf.scale;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks one gateway for a model until it has it. */
final class Probe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final String key;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Probe(int port, String key) {
    this.port = port;
    this.key = key;
  }

  /**
   * Waits until callers find the model here.
   *
   * @return when that was, on the scale of {@link System#nanoTime()}
   * @throws IllegalStateException if they do not after 30 s
   */
  long seen(String model) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < PATIENCE.toNanos()) {
      if (has(model)) {
        return System.nanoTime();
      }
      Thread.sleep(2);
    }
    throw new IllegalStateException("the gateway on port " + port + " never had " + model);
  }

  private boolean has(String model) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models/" + model))
            .header("Authorization", "Bearer " + key)
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notListening) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
