package dev.keelage.gateway.provider;

import dev.keelage.snapshot.ProviderEntry.MockBehaviour;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What the mock says, in OpenAI's format. */
final class MockAnswers {
  private static final String[] WORDS = {
    "This",
    " is",
    " a",
    " mock",
    " answer",
    " from",
    " Keelage",
    ":",
    " no",
    " vendor",
    " was",
    " asked",
    " and",
    " nothing",
    " was",
    " paid",
    "."
  };
  private static final int DEFAULT_DIMENSIONS = 256;
  private static final int MAX_DIMENSIONS = 4096;

  private MockAnswers() {}

  static Buffer failure() {
    return Buffer.buffer(
        "{\"error\":{\"message\":\"The mock provider was told to fail some calls.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}");
  }

  static Buffer reply(UpstreamCall call, MockBehaviour behaviour) {
    int tokens = tokens(call, behaviour);
    StringBuilder text = new StringBuilder(tokens * 6);
    for (int i = 0; i < tokens; i++) {
      text.append(word(i));
    }
    StringBuilder json = new StringBuilder(text.length() * call.choices() + 400);
    json.append(head(call, "chat.completion")).append("\"choices\":[");
    for (int choice = 0; choice < call.choices(); choice++) {
      json.append(choice == 0 ? "" : ",")
          .append("{\"index\":")
          .append(choice)
          .append(",\"message\":{\"role\":\"assistant\",\"content\":\"")
          .append(text)
          .append("\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"")
          .append(finishReason(call, behaviour))
          .append("\"}");
    }
    return Buffer.buffer(json.append("],").append(usage(call, tokens)).append('}').toString());
  }

  static List<Buffer> stream(UpstreamCall call, MockBehaviour behaviour) {
    int tokens = tokens(call, behaviour);
    String head = "data: " + head(call, "chat.completion.chunk");
    List<Buffer> frames = new ArrayList<>(tokens + 4);
    frames.add(chunk(call, head, "{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    for (int i = 0; i < tokens; i++) {
      frames.add(chunk(call, head, "{\"content\":\"" + word(i) + "\"}", "null"));
    }
    frames.add(chunk(call, head, "{}", '"' + finishReason(call, behaviour) + '"'));
    frames.add(Buffer.buffer(head + "\"choices\":[]," + usage(call, tokens) + "}\n\n"));
    frames.add(Buffer.buffer("data: [DONE]\n\n"));
    return frames;
  }

  /** Vectors that depend on the position of the input only, of unit length. */
  static Buffer embeddings(UpstreamCall call) {
    JsonObject request = call.body().toJsonObject();
    int inputs =
        request.getValue("input") instanceof JsonArray list
                && !list.isEmpty()
                && !(list.getValue(0) instanceof Number)
            ? list.size()
            : 1;
    int dimensions =
        Math.clamp(request.getInteger("dimensions", DEFAULT_DIMENSIONS), 1, MAX_DIMENSIONS);
    boolean base64 = "base64".equals(request.getString("encoding_format"));
    JsonArray entries = new JsonArray();
    for (int i = 0; i < inputs; i++) {
      float[] vector = vector(i, dimensions);
      entries.add(
          new JsonObject()
              .put("object", "embedding")
              .put("index", i)
              .put("embedding", base64 ? packed(vector) : listed(vector)));
    }
    return new JsonObject()
        .put("object", "list")
        .put("data", entries)
        .put("model", call.deployment().entry().model())
        .put(
            "usage",
            new JsonObject()
                .put("prompt_tokens", call.inputTokensEstimate())
                .put("total_tokens", call.inputTokensEstimate()))
        .toBuffer();
  }

  private static Buffer chunk(UpstreamCall call, String head, String delta, String finishReason) {
    StringBuilder json = new StringBuilder(head).append("\"choices\":[");
    for (int choice = 0; choice < call.choices(); choice++) {
      json.append(choice == 0 ? "" : ",")
          .append("{\"index\":")
          .append(choice)
          .append(",\"delta\":")
          .append(delta)
          .append(",\"logprobs\":null,\"finish_reason\":")
          .append(finishReason)
          .append('}');
    }
    return Buffer.buffer(json.append("]}\n\n").toString());
  }

  private static String head(UpstreamCall call, String object) {
    return "{\"id\":\"chatcmpl-"
        + call.callId()
        + "\",\"object\":\""
        + object
        + "\",\"created\":"
        + System.currentTimeMillis() / 1000
        + ",\"model\":"
        + Json.encode(call.deployment().entry().model())
        + ",";
  }

  private static String usage(UpstreamCall call, int tokens) {
    long output = (long) tokens * call.choices();
    return "\"usage\":{\"prompt_tokens\":"
        + call.inputTokensEstimate()
        + ",\"completion_tokens\":"
        + output
        + ",\"total_tokens\":"
        + (call.inputTokensEstimate() + output)
        + "}";
  }

  private static int tokens(UpstreamCall call, MockBehaviour behaviour) {
    return (int) Math.min(behaviour.outputTokens(), call.maxOutputTokens().orElse(Long.MAX_VALUE));
  }

  private static String finishReason(UpstreamCall call, MockBehaviour behaviour) {
    return tokens(call, behaviour) < behaviour.outputTokens() ? "length" : "stop";
  }

  private static String word(int i) {
    return i > 0 && i % WORDS.length == 0 ? " " + WORDS[0] : WORDS[i % WORDS.length];
  }

  private static float[] vector(int seed, int dimensions) {
    RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
    float[] vector = new float[dimensions];
    double squares = 0;
    for (int i = 0; i < dimensions; i++) {
      vector[i] = random.nextFloat() - 0.5f;
      squares += vector[i] * vector[i];
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  private static JsonArray listed(float[] vector) {
    JsonArray list = new JsonArray(new ArrayList<>(vector.length));
    for (float value : vector) {
      list.add(value);
    }
    return list;
  }

  private static String packed(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : vector) {
      bytes.putFloat(value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
