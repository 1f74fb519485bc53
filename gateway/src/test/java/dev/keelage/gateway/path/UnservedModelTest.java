package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.ModelEntry;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a model that exists and cannot be served: its provider is gone, or it is not accepted. */
@Timeout(60)
class UnservedModelTest extends VendorCase {
  @Override
  Fleet fleet() {
    return new Fleet()
        .openAi("openai", vendor.openAiUrl())
        .model("good", "openai")
        .model("orphan", "gone")
        .model("bare")
        .leftOut("broken", ModelEntry.LeftOut.INVALID)
        .leftOut("good", ModelEntry.LeftOut.CONFLICTED, "quick");
  }

  @Test
  void callsAreToldInOpenAisShapeThatItCannotBeServedNow() {
    for (String model : new String[] {"orphan", "bare"}) {
      HttpResponse<String> answer = ask("/v1/chat/completions", model);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
      assertThat(error.getString("type")).isEqualTo("internal_server_error");
      assertThat(error.getString("param")).isEqualTo("model");
      assertThat(error.getString("message"))
          .contains("'" + model + "' cannot be served now", "conditions");
    }
  }

  @Test
  void callsAreToldInAnthropicsShapeThatItCannotBeServedNow() {
    HttpResponse<String> answer = ask("/v1/messages", "orphan");

    assertThat(answer.statusCode()).isEqualTo(503);
    JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
    assertThat(error.getString("type")).isEqualTo("overloaded_error");
    assertThat(error.getString("message")).contains("'orphan' cannot be served now");
  }

  @Test
  void callsOnAModelThatIsNotAcceptedAreToldSoInBothShapes() {
    for (String model : new String[] {"broken", "quick"}) {
      for (String path : new String[] {"/v1/chat/completions", "/v1/messages"}) {
        HttpResponse<String> answer = ask(path, model);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message"))
            .contains("'" + model + "' cannot be served now", "not accepted", "conditions");
      }
    }
  }

  @Test
  void theNameThatAModelLostToAnOlderOneIsServedByThatOne() {
    assertThat(ask("/v1/chat/completions", "good").statusCode()).isEqualTo(200);
    assertThat(ask("/v1/chat/completions", "never").statusCode()).isEqualTo(404);
  }

  @Test
  void theListOfModelsLeavesItOut() {
    HttpResponse<String> list = gateway.get("/v1/models");

    assertThat(new JsonObject(list.body()).getJsonArray("data"))
        .extracting(each -> ((JsonObject) each).getString("id"))
        .containsExactly("good");
    assertThat(gateway.get("/v1/models/good").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/orphan").statusCode()).isEqualTo(503);
    assertThat(gateway.get("/v1/models/broken").statusCode()).isEqualTo(503);
    assertThat(gateway.get("/v1/models/never").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> ask(String path, String model) {
    return gateway.post(
        path,
        "{\"model\":\"%s\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}"
            .formatted(model));
  }
}
