package dev.keelage.e2e.money;

import dev.keelage.e2e.Gateway;
import dev.keelage.e2e.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes calls, all of those it is given at once, each on a thread of its own. */
final class Callers implements AutoCloseable {
  private static final int LINES_READ = 3;
  private static final Duration LEAVING = Duration.ofMillis(120);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Stage stage;
  private final Map<String, String> secrets = new HashMap<>();

  Callers(Stage stage) {
    this.stage = stage;
    List<String> keys = new ArrayList<>(Tenants.CALLERS);
    keys.add(Tenants.TIGHT);
    keys.forEach(key -> secrets.put(key, stage.key(Tenants.NAMESPACE, key)));
  }

  /**
   * What a caller got.
   *
   * @param status 0 for no answer
   * @param callId of an answer
   * @param cost that the answer named, USD
   * @param whole whether the caller got the answer to its end
   */
  record Answer(
      Shot shot, int status, Optional<String> callId, Optional<String> cost, boolean whole) {}

  /** Makes these calls; the answers come when there are. */
  List<Future<Answer>> send(List<Shot> shots) {
    return shots.stream().map(shot -> threads.submit(() -> fire(shot))).toList();
  }

  /** Waits for the answers. */
  static List<Answer> all(List<Future<Answer>> answers) {
    return answers.stream().map(Callers::get).toList();
  }

  private Answer fire(Shot shot) {
    Gateway gateway = stage.gateway(shot.gateway());
    var request = shot.request(gateway.url(), Objects.requireNonNull(secrets.get(shot.key())));
    try {
      return switch (shot.end()) {
        case JSON, STREAM -> {
          var response = http.send(request, BodyHandlers.ofString());
          yield answer(shot, response, response.statusCode() == 200);
        }
        case STREAM_LEFT -> left(shot, http.send(request, BodyHandlers.ofInputStream()));
        case JSON_LEFT -> leave(shot, () -> http.send(request, BodyHandlers.discarding()));
      };
    } catch (IOException e) {
      return new Answer(shot, 0, Optional.empty(), Optional.empty(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Answer left(Shot shot, HttpResponse<InputStream> response) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (int read = 0; read < LINES_READ; read++) {
        lines.readLine();
      }
    }
    return answer(shot, response, false);
  }

  /** Interrupting {@link HttpClient#send} closes the connection. */
  private Answer leave(Shot shot, Callable<HttpResponse<Void>> call) throws InterruptedException {
    Future<HttpResponse<Void>> answer = threads.submit(call);
    try {
      return answer(shot, answer.get(LEAVING.toMillis(), TimeUnit.MILLISECONDS), false);
    } catch (TimeoutException | ExecutionException e) {
      answer.cancel(true);
      return new Answer(shot, 0, Optional.empty(), Optional.empty(), false);
    }
  }

  private static Answer answer(Shot shot, HttpResponse<?> response, boolean whole) {
    return new Answer(
        shot,
        response.statusCode(),
        response.headers().firstValue(Shot.CALL_ID),
        response.headers().firstValue("x-keelage-cost"),
        whole);
  }

  private static Answer get(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller broke down", e);
    }
  }

  @Override
  public void close() {
    threads.close();
    http.close();
  }
}
