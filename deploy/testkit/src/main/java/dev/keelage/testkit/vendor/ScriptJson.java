package dev.keelage.testkit.vendor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link Script} as JSON; all fields are optional:
 *
 * <pre>{@code
 * {"text": "...", "tools": [{"name": "...", "arguments": {...}}], "stop": "LENGTH",
 *  "tokens": {"prompt": 1, "cached": 0, "cacheWrite": 0, "completion": 1, "reasoning": 0},
 *  "latencyMillis": 0, "chunks": 4, "intervalMillis": 0, "sliceBytes": 0, "crlf": false,
 *  "fault": {"kind": "status", "status": 429, "retryAfterSeconds": 1, "message": "..."}}
 * }</pre>
 *
 * The other faults are {@code drop}, {@code hangBeforeHeaders}, and, with a field {@code
 * afterEvents}, {@code cut}, {@code hang} and {@code errorEvent}.
 */
final class ScriptJson {
  private static final Set<String> FIELDS =
      Set.of(
          "text",
          "tools",
          "stop",
          "tokens",
          "latencyMillis",
          "chunks",
          "intervalMillis",
          "sliceBytes",
          "crlf",
          "fault");

  private ScriptJson() {}

  /** Throws IllegalArgumentException for a field or a value it does not know. */
  static Script parse(JsonObject json) {
    for (var field : json.fieldNames()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException("unknown field " + field);
      }
    }
    var tools = tools(json.getJsonArray("tools", new JsonArray()));
    return new Script(
        json.getString("text", tools.isEmpty() ? Script.DEFAULT_TEXT : ""),
        tools,
        Optional.ofNullable(json.getJsonObject("tokens")).map(ScriptJson::tokens),
        Optional.ofNullable(json.getString("stop")).map(Stop::valueOf),
        pace(json),
        fault(json.getJsonObject("fault", JsonObject.of("kind", "none"))));
  }

  private static List<ToolUse> tools(JsonArray json) {
    var tools = new ArrayList<ToolUse>();
    for (var element : json) {
      var tool = (JsonObject) element;
      tools.add(new ToolUse(tool.getString("name"), tool.getJsonObject("arguments").encode()));
    }
    return tools;
  }

  private static Tokens tokens(JsonObject json) {
    return new Tokens(
        json.getInteger("prompt", 0),
        json.getInteger("cached", 0),
        json.getInteger("cacheWrite", 0),
        json.getInteger("completion", 0),
        json.getInteger("reasoning", 0));
  }

  private static Pace pace(JsonObject json) {
    return new Pace(
        Duration.ofMillis(json.getLong("latencyMillis", 0L)),
        json.getInteger("chunks", Pace.DEFAULT.chunks()),
        Duration.ofMillis(json.getLong("intervalMillis", 0L)),
        json.getInteger("sliceBytes", 0),
        json.getBoolean("crlf", false));
  }

  private static Fault fault(JsonObject json) {
    int afterEvents = json.getInteger("afterEvents", 0);
    var kind = json.getString("kind");
    return switch (kind) {
      case "none" -> new Fault.None();
      case "status" ->
          new Fault.Status(
              json.getInteger("status"),
              Optional.ofNullable(json.getLong("retryAfterSeconds")).map(Duration::ofSeconds),
              Optional.ofNullable(json.getString("message")));
      case "drop" -> new Fault.Drop();
      case "cut" -> new Fault.Cut(afterEvents);
      case "errorEvent" -> new Fault.ErrorEvent(afterEvents);
      case "hangBeforeHeaders" -> new Fault.HangBeforeHeaders();
      case "hang" -> new Fault.Hang(afterEvents);
      default -> throw new IllegalArgumentException("unknown fault " + kind);
    };
  }
}
