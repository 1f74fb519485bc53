package dev.keelage.testkit.vendor;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** A vendor's format for one endpoint that answers in turns. */
sealed interface Wire permits OpenAiChat, AnthropicMessages {

  /** What is wrong with a request, as the vendor would say, if anything. */
  Optional<String> objection(MultiMap headers, JsonObject request);

  /** The most output tokens the request allows; {@link Integer#MAX_VALUE} without a limit. */
  int maxOutputTokens(JsonObject request);

  /** Gives a number the vendor's form of an identifier. */
  String id(long number);

  JsonObject answer(Turn turn);

  List<Event> stream(Turn turn);

  JsonObject error(int status, String message);

  /** An error that the vendor reports inside a stream. */
  Event errorEvent();

  /**
   * A server-sent event.
   *
   * @param name the {@code event} field; OpenAI's have none
   * @param data the {@code data} field, one line
   */
  record Event(Optional<String> name, String data) {
    static Event of(String data) {
      return new Event(Optional.empty(), data);
    }

    String encode(String lineEnd) {
      return name.map(n -> "event: " + n + lineEnd).orElse("")
          + "data: "
          + data
          + lineEnd
          + lineEnd;
    }
  }
}
