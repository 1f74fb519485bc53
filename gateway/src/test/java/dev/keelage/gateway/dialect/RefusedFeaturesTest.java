package dev.keelage.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has no words on the other side is refused by name; nothing is dropped in silence. */
class RefusedFeaturesTest {
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          'n'                                | "n":2,HI
          'logprobs'                         | "logprobs":true,HI
          'top_logprobs'                     | "top_logprobs":3,HI
          'frequency_penalty'                | "frequency_penalty":0.5,HI
          'presence_penalty'                 | "presence_penalty":-1,HI
          'logit_bias'                       | "logit_bias":{"50256":-100},HI
          'store'                            | "store":true,HI
          'verbosity'                        | "verbosity":"low",HI
          'modalities'                       | "modalities":["text","audio"],HI
          'audio'                            | "audio":{"voice":"ash","format":"wav"},HI
          'functions'                        | "functions":[{"name":"f"}],HI
          'function_call'                    | "function_call":"auto",HI
          'web_search_options'               | "web_search_options":{},HI
          'min_p'                            | "min_p":0.1,HI
          'tools[0]' of type custom          | "tools":[{"type":"custom","custom":{"name":"f"}}],HI
          'tool_choice' of type allowed_tools | "tool_choice":{"type":"allowed_tools","allowed_tools":{}},HI
          'response_format' of type json_object | "response_format":{"type":"json_object"},HI
          a stop sequence of white space     | "stop":["\\n"],HI
          'messages[0].name'                 | "messages":[{"role":"user","name":"bob","content":"Hi"}]
          'messages[0]' of role function     | "messages":[{"role":"function","name":"f","content":"x"}]
          'messages[0].content[0]' of type input_audio | "messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]
          'messages[0].content[0].file.file_id' | "messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]
          'messages[1].audio'                | "messages":[{"role":"user","content":"Hi"},{"role":"assistant","audio":{"id":"a"}}]
          'messages[1].tool_calls[0]' of type custom | "messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{}}]}]
          a document of type image/tiff      | "messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:image/tiff;base64,AAAA"}}]}]
          a conversation that does not begin with the user | "messages":[{"role":"assistant","content":"Hi"},{"role":"user","content":"Hi"}]
          a conversation in which the user says nothing | "messages":[{"role":"system","content":"Hi"}]
          """)
  void ofOpenAiTowardsAnthropic(String feature, String members) {
    refuses(Story.OPENAI, Story.ANTHROPIC, "{\"model\":\"m\"," + members + "}", feature);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          'top_k'                            | "top_k":5,HI
          more than 4 stop sequences         | "stop_sequences":["a","b","c","d","e"],HI
          'mcp_servers'                      | "mcp_servers":[{"name":"x"}],HI
          'container'                        | "container":"c",HI
          'inference_geo'                    | "inference_geo":"eu",HI
          'tools[0]' of type web_search_20250305 | "tools":[{"type":"web_search_20250305","name":"web_search"}],HI
          'tools[0].defer_loading'           | "tools":[{"name":"f","input_schema":{},"defer_loading":true}],HI
          'tools[0].allowed_callers'         | "tools":[{"name":"f","input_schema":{},"allowed_callers":["code"]}],HI
          'output_config.format' of type xml | "output_config":{"format":{"type":"xml"}},HI
          'messages[0].content[0]' of type search_result | "messages":[{"role":"user","content":[{"type":"search_result"}]}]
          'messages[0].content[0].source' of type file | "messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]
          'messages[0].content[0].citations' | "messages":[{"role":"user","content":[{"type":"document","citations":{"enabled":true},"source":{"type":"text","data":"x"}}]}]
          'messages[0].content[0].context'   | "messages":[{"role":"user","content":[{"type":"document","context":"x","source":{"type":"text","data":"x"}}]}]
          a document by its address          | "messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"https://example.org/a.pdf"}}]}]
          media in the assistant's own messages | "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}]}]
          'messages[1].content[0]' of type server_tool_use | "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"server_tool_use"}]}]
          """)
  void ofAnthropicTowardsOpenAi(String feature, String members) {
    refuses(
        Story.ANTHROPIC,
        Story.OPENAI,
        "{\"model\":\"m\",\"max_tokens\":9," + members + "}",
        feature);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          temperature                        | "temperature":3,HI
          temperature                        | "temperature":"hot",HI
          top_p                              | "top_p":1e400,HI
          stop[0]                            | "stop":[1],HI
          tools[0].function.name             | "tools":[{"type":"function","function":{}}],HI
          tool_choice                        | "tool_choice":"any",HI
          reasoning_effort                   | "reasoning_effort":"enormous",HI
          response_format.type               | "response_format":{"type":"yaml"},HI
          messages[0].role                   | "messages":[{"role":"pirate","content":"Hi"}]
          messages[0].content                | "messages":[{"role":"user","content":7}]
          messages[0].content[0].image_url.url | "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,x"}}]}]
          messages[0].tool_calls[0].function.arguments | "messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{oops"}}]}]
          """)
  void malformedMembersByTheirPath(String path, String members) {
    Buffer body = Buffer.buffer("{\"model\":\"m\"," + members.replace("HI", HI) + "}");

    assertThatThrownBy(() -> CrossingTest.decodeCall(Story.OPENAI, body))
        .isInstanceOfSatisfying(MalformedCall.class, e -> assertThat(e.parameter()).hasValue(path));
  }

  private static void refuses(Dialect from, Dialect to, String body, String feature) {
    assertThatThrownBy(
            () ->
                to.encodeCall(CrossingTest.decodeCall(from, Buffer.buffer(body.replace("HI", HI)))))
        .isInstanceOfSatisfying(
            Untranslatable.class, e -> assertThat(e.feature()).isEqualTo(feature));
  }
}
