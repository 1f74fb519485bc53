package dev.keelage.e2e;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;

/** An application on the OpenAI SDK. */
final class OpenAiCaller implements SdkCaller {
  private final OpenAIClient client;

  OpenAiCaller(OpenAIClient client) {
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
        client
            .chat()
            .completions()
            .create(withTools(question(model)).addUserMessage(QUESTION).build());
    var message = wanted.choices().getFirst().message();
    var next = withTools(question(model)).addUserMessage(QUESTION).addMessage(message);
    for (var call : message.toolCalls().orElseThrow()) {
      next.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(call.asFunction().id())
              .content(RESULT + call.asFunction().function().name())
              .build());
    }
    return answer(next, false);
  }

  @Override
  public Answer show(String model, String pngBase64) {
    var image =
        ChatCompletionContentPartImage.builder()
            .imageUrl(
                ChatCompletionContentPartImage.ImageUrl.builder()
                    .url("data:image/png;base64," + pngBase64)
                    .build())
            .build();
    var text = ChatCompletionContentPartText.builder().text("What is this?").build();
    var parts =
        List.of(
            ChatCompletionContentPart.ofText(text), ChatCompletionContentPart.ofImageUrl(image));
    return answer(question(model).addUserMessageOfArrayOfContentParts(parts), false);
  }

  @Override
  public List<String> models() {
    return client.models().list().data().stream().map(model -> model.id()).toList();
  }

  @Override
  public void close() {
    client.close();
  }

  private static ChatCompletionCreateParams.Builder question(String model) {
    return ChatCompletionCreateParams.builder().model(model).maxCompletionTokens(500);
  }

  private static ChatCompletionCreateParams.Builder withTools(
      ChatCompletionCreateParams.Builder question) {
    for (var name : TOOLS) {
      question.addFunctionTool(
          FunctionDefinition.builder()
              .name(name)
              .parameters(
                  FunctionParameters.builder()
                      .putAdditionalProperty("type", JsonValue.from("object"))
                      .putAdditionalProperty(
                          "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                      .build())
              .build());
    }
    return question;
  }

  private Answer answer(ChatCompletionCreateParams.Builder question, boolean stream) {
    var completion =
        stream ? streamed(question) : client.chat().completions().create(question.build());
    var choice = completion.choices().getFirst();
    var usage = completion.usage().orElseThrow();
    return new Answer(
        choice.message().content().orElse(""),
        choice.message().toolCalls().orElse(List.of()).stream()
            .map(call -> call.asFunction().function())
            .map(OpenAiCaller::toolUse)
            .toList(),
        choice.finishReason().equals(ChatCompletion.Choice.FinishReason.TOOL_CALLS),
        usage.promptTokens(),
        usage.completionTokens());
  }

  private static String toolUse(ChatCompletionMessageFunctionToolCall.Function function) {
    return SdkCaller.toolUse(function.name(), function.arguments());
  }

  private ChatCompletion streamed(ChatCompletionCreateParams.Builder question) {
    var accumulator = ChatCompletionAccumulator.create();
    var withUsage = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (var stream =
        client.chat().completions().createStreaming(question.streamOptions(withUsage).build())) {
      stream.stream().forEach(accumulator::accumulate);
    }
    return accumulator.chatCompletion();
  }
}
