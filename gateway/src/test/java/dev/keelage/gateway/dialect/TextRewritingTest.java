package dev.keelage.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextRewritingTest {
  private static final String CALL =
      """
      {"model": "secret-model", "messages": [
        {"role": "system", "content": "secret 1"},
        {"role": "user", "content": [{"type": "text", "text": "a \\"secret\\" 2"},
          {"type": "image_url", "image_url": {"url": "data:image/png;base64,c2VjcmV0"}}]},
        {"role": "assistant", "tool_calls": [{"id": "secret-id", "type": "function", "function": {"name": "secret_tool", "arguments": "{\\"x\\":\\"secret 3\\"}"}}]},
        {"role": "tool", "tool_call_id": "secret-id", "content": "s\\u0065cret 4"}],
       "tools": [{"type": "function", "function": {"name": "secret_tool", "description": "secret 5", "parameters": {"required": ["secret"]}}}],
       "temperature": 0.50}
      """;

  @Test
  void editsWordsAndLeavesEveryOtherByte() {
    Buffer edited =
        Story.OPENAI.rewriteText(Buffer.buffer(CALL), text -> text.replace("secret", "***"));

    assertThat(edited.toString())
        .isEqualTo(
            CALL.replace("\"secret 1\"", "\"*** 1\"")
                .replace("a \\\"secret\\\" 2", "a \\\"***\\\" 2")
                .replace("secret 3", "*** 3")
                .replace("s\\u0065cret 4", "*** 4")
                .replace("secret 5", "*** 5"));
  }

  @Test
  void givesTheSameBufferWhereNothingChanged() {
    Buffer body = Buffer.buffer(CALL);

    assertThat(Story.OPENAI.rewriteText(body, text -> text)).isSameAs(body);
  }

  @Test
  void readsWordsWhateverTheMembersOfAToolsInputAreCalled() {
    List<String> seen = new ArrayList<>();

    Story.ANTHROPIC.rewriteText(
        Buffer.buffer(
            "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"i\","
                + "\"name\":\"n\",\"input\":{\"name\":\"one\",\"id\":[\"two\"],\"data\":\"three\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"text\","
                + "\"data\":\"four words of text\"}},{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\""
                + "QUJD".repeat(40)
                + "\"}}]}]}"),
        text -> {
          seen.add(text);
          return text;
        });

    assertThat(seen).containsExactly("one", "two", "three", "four words of text");
  }

  @Test
  void editsEmbeddingsAndReplies() {
    assertThat(
            Story.OPENAI
                .rewriteText(
                    Buffer.buffer("{\"model\":\"e\",\"input\":[\"a secret\",\"b\"]}"),
                    text -> text.replace("secret", "***"))
                .toString())
        .isEqualTo("{\"model\":\"e\",\"input\":[\"a ***\",\"b\"]}");
    assertThat(
            Story.ANTHROPIC
                .rewriteText(
                    Buffer.buffer(
                        "{\"id\":\"secret\",\"content\":[{\"type\":\"text\",\"text\":\"secret\"}]}"),
                    text -> text.replace("secret", "***"))
                .toString())
        .isEqualTo("{\"id\":\"secret\",\"content\":[{\"type\":\"text\",\"text\":\"***\"}]}");
  }

  @Test
  void probabilitiesOfTokensDoNotSpellWhatWasEdited() {
    String reply =
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"logprobs\":%s,\"finish_reason\":\"stop\"}],\"n\":1.50}";
    String spelt =
        "{\"content\":[{\"token\":\"night\",\"logprob\":-1.0},{\"token\":\"fall\",\"bytes\":[102]}]}";
    Buffer body = Buffer.buffer(reply.formatted("nightfall", spelt));

    Buffer masked = Story.OPENAI.rewriteText(body, text -> text.replace("nightfall", "***"));

    assertThat(masked.toString()).isEqualTo(reply.formatted("***", "null"));
    assertThat(Story.OPENAI.rewriteText(body, text -> text)).isSameAs(body);
  }
}
