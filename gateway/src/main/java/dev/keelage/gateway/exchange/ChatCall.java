package dev.keelage.gateway.exchange;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A chat request between dialects.
 *
 * @param model the upstream's name for the model
 * @param system instructions that stand before the conversation, in order
 */
public record ChatCall(
    String model,
    List<Part.Text> system,
    List<Turn> turns,
    List<Tool> tools,
    ToolChoice toolChoice,
    boolean parallelTools,
    OptionalLong maxOutputTokens,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalLong topK,
    List<String> stop,
    Optional<ResponseFormat> responseFormat,
    Optional<Reasoning> reasoning,
    Optional<String> endUser,
    boolean stream) {

  public ChatCall {
    system = List.copyOf(system);
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
    stop = List.copyOf(stop);
  }

  /** The same call of another model: callers and upstreams have their own names for it. */
  public ChatCall withModel(String name) {
    return new ChatCall(
        name,
        system,
        turns,
        tools,
        toolChoice,
        parallelTools,
        maxOutputTokens,
        temperature,
        topP,
        topK,
        stop,
        responseFormat,
        reasoning,
        endUser,
        stream);
  }

  /**
   * One or more messages of one role: neighbours of the same role are one turn. Tool results travel
   * in user turns as Anthropic has them, and dialects that use a role of their own split them out.
   */
  public record Turn(Role role, List<Part> parts) {
    public Turn {
      parts = List.copyOf(parts);
    }
  }

  public enum Role {
    USER,
    ASSISTANT,
    /** Instructions in the middle of a conversation; those before it are {@link #system}. */
    SYSTEM
  }

  /**
   * @param schema JSON Schema of the arguments, as JSON text
   */
  public record Tool(String name, Optional<String> description, String schema, boolean strict) {}

  /** Which tool must or may be called. */
  public sealed interface ToolChoice {
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    record Required() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}
  }

  /** How the answer must be shaped. */
  public sealed interface ResponseFormat {
    record JsonObject() implements ResponseFormat {}

    /**
     * @param schema JSON text
     */
    record JsonSchema(String name, String schema, boolean strict) implements ResponseFormat {}
  }

  /**
   * Thinking before the answer: an effort word or a token budget, whichever the caller's dialect
   * has. Neither: as much as the model sees fit.
   *
   * @param effort one of {@code none minimal low medium high xhigh max}
   */
  public record Reasoning(Optional<String> effort, OptionalLong budgetTokens) {}
}
