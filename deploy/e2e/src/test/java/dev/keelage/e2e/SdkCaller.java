package dev.keelage.e2e;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** An application on an official SDK, whichever that is. */
sealed interface SdkCaller extends AutoCloseable permits OpenAiCaller, AnthropicCaller {
  String QUESTION = "Are the papers in order?";

  /** The tools that are offered; each takes a city. */
  List<String> TOOLS = List.of("weather", "tide");

  /** How the result of a tool begins. */
  String RESULT = "result of ";

  /**
   * What the SDK made of an answer.
   *
   * @param tools each as {@link #toolUse} writes it
   * @param wantsTools whether the answer stopped for them
   * @param input tokens, cached ones included
   * @param output tokens
   */
  record Answer(String text, List<String> tools, boolean wantsTools, long input, long output) {}

  Answer ask(String model, boolean stream);

  Answer askWithTools(String model, boolean stream);

  /** Asks with tools, answers each tool that is wanted, and asks again. */
  Answer giveToolResults(String model);

  /** Shows a picture. */
  Answer show(String model, String pngBase64);

  /** The names of the models the key may use. */
  List<String> models();

  @Override
  void close();

  /** Name and arguments, whatever their white space. */
  static String toolUse(String name, String jsonArguments) {
    return name + new JsonObject(jsonArguments).encode();
  }
}
