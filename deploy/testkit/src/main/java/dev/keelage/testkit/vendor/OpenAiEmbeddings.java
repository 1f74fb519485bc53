package dev.keelage.testkit.vendor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;

/**
 * {@code POST /v1/embeddings} of OpenAI's API reference: the same input gives the same unit vector.
 */
final class OpenAiEmbeddings {
  private static final int DEFAULT_DIMENSIONS = 64;

  private OpenAiEmbeddings() {}

  static JsonObject answer(JsonObject request, Tokens tokens) {
    int dimensions = request.getInteger("dimensions", DEFAULT_DIMENSIONS);
    boolean base64 = "base64".equals(request.getString("encoding_format"));
    var data = new JsonArray();
    for (var input : inputs(request.getValue("input"))) {
      var vector = vector(input, dimensions);
      data.add(
          JsonObject.of(
              "object",
              "embedding",
              "index",
              data.size(),
              "embedding",
              base64 ? base64(vector) : list(vector)));
    }
    var usage = JsonObject.of("prompt_tokens", tokens.prompt(), "total_tokens", tokens.prompt());
    return JsonObject.of(
        "object", "list", "data", data, "model", request.getString("model"), "usage", usage);
  }

  /** A text, a list of tokens, or a list of either. */
  private static JsonArray inputs(Object input) {
    boolean several =
        input instanceof JsonArray array
            && !array.isEmpty()
            && !(array.getValue(0) instanceof Number);
    return several ? (JsonArray) input : JsonArray.of(input);
  }

  private static float[] vector(Object input, int dimensions) {
    var random = new Random(input.hashCode());
    var vector = new float[dimensions];
    double square = 0;
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static JsonArray list(float[] vector) {
    var list = new JsonArray();
    for (float value : vector) {
      list.add(value);
    }
    return list;
  }

  private static String base64(float[] vector) {
    var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
