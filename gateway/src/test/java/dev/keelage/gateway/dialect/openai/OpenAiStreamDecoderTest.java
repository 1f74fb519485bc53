package dev.keelage.gateway.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tool calls of servers that give them no ids, or no indexes, or neither. */
class OpenAiStreamDecoderTest {
  private static final String F = "{\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}";

  @Test
  void callsWithoutIdsAreToldApartByTheirNames() {
    assertThat(calls(F.formatted("{}") + "," + F.formatted("{}").replace("\"f\"", "\"g\"")))
        .containsExactly("f {}", "g {}");
  }

  @Test
  void aNameSaidAgainBehindCompleteArgumentsIsAnotherCall() {
    assertThat(calls(F.formatted("{}") + "," + F.formatted("{}"))).containsExactly("f {}", "f {}");
  }

  @Test
  void aNameSaidAgainWithinTheArgumentsIsTheSameCall() {
    assertThat(calls(F.formatted("{") + "," + F.formatted("}"))).containsExactly("f {}");
  }

  @Test
  void whatHasNoIndexAndNoIdBelongsToTheLastCall() {
    String rest = "{\"function\":{\"arguments\":\"}\"}}";

    assertThat(
            calls(
                F.formatted("{}").replace("{\"fu", "{\"id\":\"a\",\"index\":0,\"fu"),
                F.formatted("{").replace("{\"fu", "{\"id\":\"b\",\"index\":1,\"fu"),
                rest))
        .containsExactly("f {}", "f {}");
  }

  private static List<String> calls(String... deltas) {
    OpenAiStreamDecoder decoder = new OpenAiStreamDecoder();
    TreeMap<Integer, String> calls = new TreeMap<>();
    for (String delta : deltas) {
      String chunk = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[" + delta + "]}}]}\n\n";
      for (StreamEvent event : decoder.decode(Buffer.buffer(chunk))) {
        if (event instanceof StreamEvent.ToolCallStarted started) {
          calls.put(started.index(), started.name() + " ");
        } else if (event instanceof StreamEvent.ToolArgumentsDelta arguments) {
          calls.merge(arguments.index(), arguments.json(), String::concat);
        }
      }
    }
    return List.copyOf(calls.values());
  }
}
