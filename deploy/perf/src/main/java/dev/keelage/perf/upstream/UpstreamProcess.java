package dev.keelage.perf.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.perf.process.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** The other end of an {@link UpstreamServer} in a process of its own. */
public final class UpstreamProcess implements AutoCloseable {
  private final Child child;
  private final int port;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Waits for the port. */
  public UpstreamProcess(Child child) throws IOException {
    this.child = child;
    String line = child.process().inputReader().readLine();
    if (line == null) {
      throw new IOException("the mock vendor did not start; see " + child.log());
    }
    this.port = Integer.parseInt(line);
  }

  public int port() {
    return port;
  }

  /** What it counted since the last reset, by the credentials of the calls. */
  public Map<String, Tally> calls() throws IOException, InterruptedException {
    return json.readValue(get("/__calls"), new TypeReference<Map<String, Tally>>() {});
  }

  /** Counts from zero again. */
  public void reset() throws IOException, InterruptedException {
    get("/__reset");
  }

  private String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    client.close();
    child.close();
  }
}
