package dev.keelage.perf.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** The vendor on a thread of the test. */
public final class RunningUpstream implements AutoCloseable {
  private final Upstream upstream;
  private final Thread thread;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public RunningUpstream() throws IOException {
    upstream = new Upstream();
    thread = Thread.ofPlatform().start(this::serve);
  }

  public int port() {
    return upstream.port();
  }

  public Map<String, Tally> calls() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port() + "/__calls");
    String body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    return new ObjectMapper().readValue(body, new TypeReference<Map<String, Tally>>() {});
  }

  @Override
  public void close() {
    client.close();
    thread.interrupt();
  }

  private void serve() {
    try {
      upstream.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
