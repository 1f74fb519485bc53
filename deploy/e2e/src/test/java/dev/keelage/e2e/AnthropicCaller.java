package dev.keelage.e2e;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** An application on the Anthropic SDK. */
final class AnthropicCaller implements SdkCaller {
  private final AnthropicClient client;

  AnthropicCaller(AnthropicClient client) {
    this.client = client;
  }

  @Override
  public Answer ask(String model, boolean stream) {
    return answer(question(model).addUserMessage(QUESTION), stream);
  }

  @Override
  public Answer askWithTools(String model, boolean stream) {
    return answer(withTools(question(model)).addUserMessage(QUESTION), stream);
  }

  @Override
  public Answer giveToolResults(String model) {
    var wanted =
        client.messages().create(withTools(question(model)).addUserMessage(QUESTION).build());
    var results =
        toolUses(wanted).stream()
            .map(
                use ->
                    ContentBlockParam.ofToolResult(
                        ToolResultBlockParam.builder()
                            .toolUseId(use.id())
                            .content(RESULT + use.name())
                            .build()))
            .toList();
    var next = withTools(question(model)).addUserMessage(QUESTION).addMessage(wanted);
    return answer(next.addUserMessageOfContentBlockParams(results), false);
  }

  @Override
  public Answer show(String model, String pngBase64) {
    var source =
        Base64ImageSource.builder()
            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
            .data(pngBase64)
            .build();
    var parts =
        List.of(
            ContentBlockParam.ofText(TextBlockParam.builder().text("What is this?").build()),
            ContentBlockParam.ofImage(ImageBlockParam.builder().source(source).build()));
    return answer(question(model).addUserMessageOfContentBlockParams(parts), false);
  }

  @Override
  public List<String> models() {
    return client.models().list().data().stream().map(model -> model.id()).toList();
  }

  @Override
  public void close() {
    client.close();
  }

  private static MessageCreateParams.Builder question(String model) {
    return MessageCreateParams.builder().model(model).maxTokens(500);
  }

  private static MessageCreateParams.Builder withTools(MessageCreateParams.Builder question) {
    for (var name : TOOLS) {
      var properties =
          Tool.InputSchema.Properties.builder()
              .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
              .build();
      question.addTool(
          Tool.builder()
              .name(name)
              .inputSchema(Tool.InputSchema.builder().properties(properties).build())
              .build());
    }
    return question;
  }

  private Answer answer(MessageCreateParams.Builder question, boolean stream) {
    var message = stream ? streamed(question.build()) : client.messages().create(question.build());
    var usage = message.usage();
    return new Answer(
        message.content().stream()
            .flatMap(block -> block.text().stream())
            .map(block -> block.text())
            .collect(Collectors.joining()),
        toolUses(message).stream().map(AnthropicCaller::toolUse).toList(),
        message.stopReason().orElseThrow().equals(StopReason.TOOL_USE),
        usage.inputTokens()
            + usage.cacheReadInputTokens().orElse(0L)
            + usage.cacheCreationInputTokens().orElse(0L),
        usage.outputTokens());
  }

  private static List<ToolUseBlock> toolUses(Message message) {
    return message.content().stream()
        .filter(ContentBlock::isToolUse)
        .map(ContentBlock::asToolUse)
        .toList();
  }

  private static String toolUse(ToolUseBlock use) {
    var arguments =
        Objects.requireNonNull(use._input().convert(new TypeReference<Map<String, Object>>() {}));
    return SdkCaller.toolUse(use.name(), new JsonObject(arguments).encode());
  }

  private Message streamed(MessageCreateParams question) {
    var accumulator = MessageAccumulator.create();
    try (var stream = client.messages().createStreaming(question)) {
      stream.stream().forEach(accumulator::accumulate);
    }
    return accumulator.message();
  }
}
