package dev.keelage.e2e.money;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One call that somebody makes.
 *
 * @param key name of the VirtualKey
 * @param gateway which one is asked, from 0
 * @param end how the caller lets it end
 */
record Shot(String key, int gateway, Dialect dialect, String model, int maxTokens, End end) {
  static final String CALL_ID = "x-keelage-call-id";

  /** What a call of the key "tight" has for its output. */
  static final int CENT_TOKENS = 10;

  /** More than the vendors' standard text has, so that an estimate of it keeps to them, too. */
  static final List<Integer> BOUNDS = List.of(100, 150, 250);

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** More tokens than the vendors report as input. */
  private static final String QUESTION =
      "Which papers does a ship show on entering port, and who looks at them? ".repeat(12);

  /** What the caller speaks. */
  enum Dialect {
    OPENAI,
    ANTHROPIC
  }

  /** How a call is made and ended. */
  enum End {
    JSON,
    STREAM,
    /** The caller of a stream leaves after its first lines. */
    STREAM_LEFT,
    /** The caller leaves before there is an answer. */
    JSON_LEFT;

    boolean stream() {
      return switch (this) {
        case STREAM, STREAM_LEFT -> true;
        case JSON, JSON_LEFT -> false;
      };
    }
  }

  /** Any call of one of these keys, or of the key "tight". */
  static Shot any(RandomGenerator random, List<String> keys, int gateways) {
    var end = End.values()[random.nextInt(End.values().length)];
    var dialect = Dialect.values()[random.nextInt(Dialect.values().length)];
    int gateway = random.nextInt(gateways);
    if (random.nextInt(8) == 0) {
      return cent(gateway);
    }
    return new Shot(
        one(random, keys),
        gateway,
        dialect,
        random.nextBoolean() ? Tenants.OPENAI_MODEL : Tenants.ANTHROPIC_MODEL,
        one(random, BOUNDS),
        end);
  }

  /** Of the key "tight". */
  static Shot cent(int gateway) {
    return new Shot(
        Tenants.TIGHT, gateway, Dialect.OPENAI, Tenants.CENT_MODEL, CENT_TOKENS, End.JSON);
  }

  /** Of a key whose budget is far away. */
  static Shot easy(int gateway) {
    return new Shot(
        Tenants.EASY, gateway, Dialect.OPENAI, Tenants.OPENAI_MODEL, BOUNDS.getFirst(), End.JSON);
  }

  /** Of the key "narrow". */
  static Shot narrow(int gateway) {
    return new Shot(
        Tenants.NARROW, gateway, Dialect.OPENAI, Tenants.OPENAI_MODEL, BOUNDS.getFirst(), End.JSON);
  }

  private static <T> T one(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /**
   * The request.
   *
   * @param secret the key itself
   */
  HttpRequest request(String url, String secret) {
    var path =
        switch (dialect) {
          case OPENAI -> "/v1/chat/completions";
          case ANTHROPIC -> "/v1/messages";
        };
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body().encode()));
    credentials(secret).forEach(request::header);
    return request.build();
  }

  private Map<String, String> credentials(String secret) {
    return switch (dialect) {
      case OPENAI -> Map.of("Authorization", "Bearer " + secret);
      case ANTHROPIC -> Map.of("x-api-key", secret, "anthropic-version", "2023-06-01");
    };
  }

  /** Who made the call that came to a vendor with this body. */
  static String caller(JsonObject body) {
    String text = body.getJsonArray("messages").encode();
    return Stream.concat(Stream.of(Tenants.TIGHT), Tenants.CALLERS.stream())
        .filter(key -> text.contains(key + ": "))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject body() {
    return JsonObject.of(
        "model",
        model,
        "max_tokens",
        maxTokens,
        "stream",
        end.stream(),
        "messages",
        JsonArray.of(JsonObject.of("role", "user", "content", key + ": " + QUESTION)));
  }
}
