package dev.keelage.gateway.stage.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.snapshot.cost.Cost;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Usage in the shapes that vendors document, and what it costs, worked out by hand. Prices: input
 * 3, cached 0.30, written 3.75 and 6, audio in 40, output 15, audio out 80, Flex half, Fast twice;
 * 10 per thousand searches.
 */
class VendorCostTest {
  private static final Price PRICE =
      new Price(
          List.of(new Price.Step(0, rates("3", "0.30", "3.75", "6", "40", "15", "80"))),
          List.of(
              new Price.Tariff(
                  ServiceTier.FLEX,
                  List.of(
                      new Price.Step(0, rates("1.5", "0.15", "1.5", "1.5", "20", "7.5", "40")))),
              new Price.Tariff(
                  ServiceTier.FAST,
                  List.of(new Price.Step(0, rates("6", "0.60", "7.5", "12", "80", "30", "160"))))),
          usd("10"),
          0);

  static Stream<Arguments> documented() {
    return Stream.of(
        // OpenAI, guide on prompt caching: 86 fresh, 1,920 cached, 300 out
        openAi(
            "cached is part of prompt",
            """
            {"usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
             "prompt_tokens_details":{"cached_tokens":1920},
             "completion_tokens_details":{"reasoning_tokens":0,"accepted_prediction_tokens":0}}}""",
            "0.005334"),
        openAi(
            "reasoning and audio are part of completion, audio part of prompt",
            """
            {"service_tier":"default","usage":{"prompt_tokens":120,"completion_tokens":500,"total_tokens":620,
             "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":100},
             "completion_tokens_details":{"reasoning_tokens":200,"audio_tokens":250,"rejected_prediction_tokens":20}}}""",
            // 20 x 3 + 100 x 40 + 50 x 15 + 200 x 15 + 250 x 80
            "0.02781"),
        openAi(
            "the tier of the answer, not of the request",
            """
            {"service_tier":"flex","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}""",
            "0.00225"),
        openAi(
            "priority is the earlier name of fast",
            """
            {"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100},"service_tier":"priority"}""",
            "0.009"),
        // xAI: completion_tokens without reasoning, total with it
        openAi(
            "reasoning beside completion",
            """
            {"usage":{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,
             "prompt_tokens_details":{"text_tokens":32,"audio_tokens":0,"image_tokens":0,"cached_tokens":6},
             "completion_tokens_details":{"reasoning_tokens":94,"audio_tokens":0},"num_sources_used":2}}""",
            // 26 x 3 + 6 x 0.3 + 9 x 15 + 94 x 15 + 2 searches
            "0.0216248"),
        // Gemini's OpenAI endpoint: thoughts are in the total only
        openAi(
            "thoughts that only the total has",
            """
            {"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":330}}""",
            "0.00483"),
        // DeepSeek: hit + miss = prompt
        openAi(
            "cache hits by another name",
            """
            {"usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010,
             "prompt_cache_hit_tokens":900,"prompt_cache_miss_tokens":100}}""",
            "0.00072"),
        // Anthropic, prompt caching: the classes stand beside each other
        anthropic(
            "cache classes apart",
            """
            {"usage":{"input_tokens":2048,"cache_read_input_tokens":1800,"cache_creation_input_tokens":248,
             "output_tokens":503,"cache_creation":{"ephemeral_5m_input_tokens":148,"ephemeral_1h_input_tokens":100},
             "service_tier":"standard"}}""",
            // 2048 x 3 + 1800 x 0.3 + 148 x 3.75 + 100 x 6 + 503 x 15
            "0.015384"),
        // Anthropic, web search tool
        anthropic(
            "searches",
            """
            {"usage":{"input_tokens":6039,"output_tokens":931,"server_tool_use":{"web_search_requests":1}}}""",
            "0.042082"),
        anthropic(
            "speed is a tier",
            """
            {"usage":{"input_tokens":1000,"output_tokens":100,"service_tier":"standard","speed":"fast"}}""",
            "0.009"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documented")
  void costsWhatTheVendorWouldCharge(String name, WireFormat format, String reply, String usd) {
    Dialect dialect =
        switch (format) {
          case OPENAI -> new OpenAiDialect(Compat.STRICT_OPENAI);
          case ANTHROPIC -> new AnthropicDialect(Compat.STRICT_OPENAI, 4096);
        };
    Usage usage = dialect.usageOf(Operation.CHAT, Buffer.buffer(reply)).orElseThrow();

    assertThat(Usd.of(Cost.of(usage, PRICE).units())).isEqualByComparingTo(usd);
  }

  private static Arguments openAi(String name, String reply, String usd) {
    return arguments(name, WireFormat.OPENAI, reply, usd);
  }

  private static Arguments anthropic(String name, String reply, String usd) {
    return arguments(name, WireFormat.ANTHROPIC, reply, usd);
  }

  private static Rates rates(
      String input,
      String cached,
      String write5m,
      String write1h,
      String audioIn,
      String output,
      String audioOut) {
    return new Rates(
        usd(input),
        usd(cached),
        usd(write5m),
        usd(write1h),
        usd(audioIn),
        usd(input),
        usd(output),
        usd(output),
        usd(audioOut),
        usd(output));
  }

  private static long usd(String text) {
    return Usd.saturatedUnits(new BigDecimal(text));
  }
}
