package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Ledger.Row;
import dev.keelage.e2e.SdkCaller.Answer;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import dev.keelage.testkit.vendor.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From {@code kubectl apply} to the ledger: the quickstart samples, two vendors, and applications
 * on the official SDKs through two gateways. Callers are named by their SDK's dialect, models by
 * their vendor's.
 */
@Timeout(300)
class RequestsE2E {
  private static final String TEAM_NAMESPACE = "team-search";
  private static final String KEY = TEAM_NAMESPACE + "/indexer";
  private static final String PLATFORM = "ai-platform";
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  private static final Tokens TOKENS = new Tokens(1_000, 400, 0, 60, 0);

  private static MockVendor vendor;
  private static Stage stage;
  private static String key;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    stage = Stage.named("requests").start();
    stage.kubectl("apply", "-f", SourceTree.at("deploy/samples/quickstart").toString());
    stage.apply(
        Fixture.vendorSecret(PLATFORM, "openai")
            + Fixture.provider(PLATFORM, "openai", "OpenAI", vendor.openAiUrl())
            + Fixture.model(PLATFORM, "from-openai", "openai")
            + Fixture.vendorSecret(PLATFORM, "anthropic")
            + Fixture.provider(PLATFORM, "anthropic", "Anthropic", vendor.url())
            + Fixture.model(PLATFORM, "from-anthropic", "anthropic"));
    stage.awaitProgrammed();
    key = stage.key(TEAM_NAMESPACE, "indexer-llm");
  }

  @AfterAll
  static void stop() {
    stage.close();
    vendor.close();
  }

  @BeforeEach
  void forget() {
    vendor.reset();
    vendor.requireApiKey(Fixture.VENDOR_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, from-openai, false, 0",
    "openai, from-openai, true, 1",
    "openai, from-anthropic, false, 1",
    "openai, from-anthropic, true, 0",
    "anthropic, from-openai, false, 0",
    "anthropic, from-openai, true, 1",
    "anthropic, from-anthropic, false, 1",
    "anthropic, from-anthropic, true, 0"
  })
  void answersAndBooksWhatTheVendorCounted(String sdk, String model, boolean stream, int gateway) {
    vendor.always(Script.DEFAULT.tokens(TOKENS).sliced(7));
    try (SdkCaller caller = caller(sdk, gateway)) {

      Answer answer = caller.ask(model, stream);

      assertThat(answer.text()).isEqualTo(Script.DEFAULT_TEXT);
      assertThat(answer.wantsTools()).isFalse();
      assertThat(answer.input()).isEqualTo(TOKENS.prompt());
      assertThat(answer.output()).isEqualTo(TOKENS.completion());
      Row row = Books.onlyCall(stage.ledger(), KEY, vendor);
      assertThat(row.status()).isEqualTo("completed");
      assertThat(row.team()).isEqualTo("team-search/search");
      assertThat(row.model()).isEqualTo("ai-platform/" + model);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, from-openai, false",
    "openai, from-openai, true",
    "openai, from-anthropic, false",
    "openai, from-anthropic, true",
    "anthropic, from-openai, false",
    "anthropic, from-openai, true",
    "anthropic, from-anthropic, false",
    "anthropic, from-anthropic, true"
  })
  void wantsToolsInParallel(String sdk, String model, boolean stream) {
    vendor.always(
        Script.text("Let me look.")
            .andTool("weather", "{\"city\":\"Kiel ⚓\"}")
            .andTool("tide", "{\"city\":\"Hamburg\"}")
            .tokens(TOKENS));
    try (SdkCaller caller = caller(sdk, stream ? 0 : 1)) {

      Answer answer = caller.askWithTools(model, stream);

      assertThat(answer.wantsTools()).isTrue();
      assertThat(answer.text()).isEqualTo("Let me look.");
      assertThat(answer.tools())
          .containsExactly("weather{\"city\":\"Kiel ⚓\"}", "tide{\"city\":\"Hamburg\"}");
      Books.onlyCall(stage.ledger(), KEY, vendor);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, from-openai",
    "openai, from-anthropic",
    "anthropic, from-openai",
    "anthropic, from-anthropic"
  })
  void carriesToolResultsBack(String sdk, String model) {
    vendor.next(
        Script.tool("weather", "{\"city\":\"Kiel\"}").andTool("tide", "{\"city\":\"Kiel\"}"),
        Script.DEFAULT);
    try (SdkCaller caller = caller(sdk, 0)) {

      assertThat(caller.giveToolResults(model).text()).isEqualTo(Script.DEFAULT_TEXT);

      String body = vendor.lastRequest().bodyText();
      assertThat(body).contains("result of weather", "result of tide");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, from-openai",
    "openai, from-anthropic",
    "anthropic, from-openai",
    "anthropic, from-anthropic"
  })
  void carriesImagesInTheVendorsOwnForm(String sdk, String model) {
    vendor.always(Script.text("A ship").tokens(TOKENS));
    try (SdkCaller caller = caller(sdk, 1)) {

      assertThat(caller.show(model, PNG).text()).isEqualTo("A ship");

      assertThat(image(vendor.lastRequest().json())).contains(PNG);
      Books.onlyCall(stage.ledger(), KEY, vendor);
    }
  }

  @Test
  void servesTheSampleModelAndNamesAllModels() {
    try (SdkCaller openAi = caller("openai", 0);
        SdkCaller anthropic = caller("anthropic", 1)) {

      assertThat(openAi.ask("demo", true).output()).isEqualTo(32);
      assertThat(openAi.models()).contains("demo", "from-openai", "from-anthropic");
      assertThat(anthropic.models()).contains("demo", "from-openai", "from-anthropic");
    }
    await("the mock's row")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> stage.ledger().rowsOf(KEY),
            rows -> rows.stream().anyMatch(row -> row.model().equals("ai-platform/demo")));
  }

  @Test
  void servesThePythonSdks() {
    PythonSdks python = PythonSdks.install();
    Script tool = Script.tool("weather", "{\"city\":\"Kiel\"}");
    JsonArray wanted = new JsonArray("[[\"weather\",{\"city\":\"Kiel\"}]]");

    vendor.next(Script.DEFAULT.tokens(TOKENS), tool);
    JsonObject openAi =
        python.run("openai_client.py", stage.gateway(0).url() + "/v1", key, "from-anthropic");
    vendor.next(Script.DEFAULT.tokens(TOKENS), tool);
    JsonObject anthropic =
        python.run("anthropic_client.py", stage.gateway(1).url(), key, "from-openai");

    for (JsonObject answer : List.of(openAi, anthropic)) {
      assertThat(answer.getString("text")).isEqualTo(Script.DEFAULT_TEXT);
      assertThat(answer.getInteger("output")).isEqualTo(TOKENS.completion());
      assertThat(answer.getJsonArray("tools")).isEqualTo(wanted);
    }
    assertThat(openAi.getString("stop")).isEqualTo("tool_calls");
    assertThat(anthropic.getString("stop")).isEqualTo("tool_use");
    assertThat(anthropic.getInteger("counted")).isPositive();
  }

  private static SdkCaller caller(String sdk, int gateway) {
    return sdk.equals("openai")
        ? new OpenAiCaller(stage.gateway(gateway).openAi(key))
        : new AnthropicCaller(stage.gateway(gateway).anthropic(key));
  }

  /** The picture in the first message of a request, wherever its dialect puts it. */
  private static String image(JsonObject request) {
    JsonArray parts = request.getJsonArray("messages").getJsonObject(0).getJsonArray("content");
    JsonObject part = parts.getJsonObject(1);
    return request.getString("model").equals("upstream-from-openai")
        ? part.getJsonObject("image_url").getString("url")
        : part.getJsonObject("source").getString("data");
  }
}
