package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.snapshot.GuardrailEntry.Action;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Dialect OPENAI = new OpenAiDialect(Compat.LITELLM_1_104);
  private static final Dialect ANTHROPIC = new AnthropicDialect(Compat.LITELLM_1_104, 4096);

  private static Guard guard(int bound, Rule... rules) {
    return new Guard(List.of(rules), new GuardContext(new GuardBounds(bound), GuardSignals.NONE));
  }

  private static String masked(Dialect dialect, String body) {
    Guard guard = guard(10_000, Rules.masking(List.of("nightfall"), "\\d{4}"));
    return switch (guard.request(dialect, Buffer.buffer(body))) {
      case BodyVerdict.Masked(Buffer masked) -> masked.toString();
      case BodyVerdict.Pass() -> "pass";
      case BodyVerdict.Refused(Rejection rejection) -> rejection.toString();
    };
  }

  @Test
  void masksEveryWordOfACallAndLeavesEveryOtherByte() {
    assertThat(
            masked(
                OPENAI,
                """
                {"model": "nightfall-1234",  "x": 1e5, "messages": [
                  {"role": "system", "content": "no nightfall"},
                  {"role": "user", "content": [{"type": "text", "text": "Night\\u0066all é"}]},
                  {"role": "assistant", "tool_calls": [{"id": "call_1234", "type": "function",
                    "function": {"name": "nightfall", "arguments": "{\\"q\\": \\"night\\\\u0066all\\"}"}}]},
                  {"role": "tool", "tool_call_id": "call_1234", "content": "code 1234"}]}
                """))
        .isEqualTo(
            """
            {"model": "nightfall-1234",  "x": 1e5, "messages": [
              {"role": "system", "content": "no [MASKED]"},
              {"role": "user", "content": [{"type": "text", "text": "[MASKED] é"}]},
              {"role": "assistant", "tool_calls": [{"id": "call_1234", "type": "function",
                "function": {"name": "nightfall", "arguments": "{\\"q\\": \\"[MASKED]\\"}"}}]},
              {"role": "tool", "tool_call_id": "call_1234", "content": "code [MASKED]"}]}
            """);
    assertThat(
            masked(
                ANTHROPIC,
                """
                {"model":"m","system":"NIGHTFALL","messages":[{"role":"assistant","content":[
                {"type":"tool_use","id":"toolu_1234","name":"t","input":{"id":"1234","deep":[{"a":"nightfall"}]}}]}]}
                """))
        .isEqualTo(
            """
            {"model":"m","system":"[MASKED]","messages":[{"role":"assistant","content":[
            {"type":"tool_use","id":"toolu_1234","name":"t","input":{"id":"[MASKED]","deep":[{"a":"[MASKED]"}]}}]}]}
            """);
  }

  @Test
  void passesTheSameBytesWhereNothingIsFound() {
    assertThat(masked(OPENAI, "{\"messages\":[{\"role\":\"user\",\"content\":\"night\"}]}"))
        .isEqualTo("pass");
  }

  @Test
  void refusesOrPassesWhatIsBeyondTheBound() {
    Buffer body =
        Buffer.buffer(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted("x".repeat(200)));
    Rule allowing = Rule.of(Rules.entry("ai/soft", Action.BLOCK, true, List.of("y")));

    assertThat(guard(100, Rules.blocking(List.of("y"))).request(OPENAI, body))
        .isEqualTo(new BodyVerdict.Refused(new Rejection.GuardrailUnavailable("ai/block")));
    assertThat(guard(100, allowing).request(OPENAI, body)).isEqualTo(new BodyVerdict.Pass());
  }

  @Test
  void blocksAReplyThatSaysIt() {
    Buffer reply =
        Buffer.buffer(
            "{\"choices\":[{\"message\":{\"content\":\"fine\"}},{\"message\":{\"content\":\"at Nightfall\"}}]}");

    assertThat(guard(1000, Rules.blocking(List.of("nightfall"))).reply(OPENAI, reply))
        .isEqualTo(new BodyVerdict.Refused(new Rejection.GuardrailBlocked("ai/block", "PostCall")));
    assertThat(guard(1000, Rules.blocking(List.of("dawn"))).reply(OPENAI, reply))
        .isEqualTo(new BodyVerdict.Pass());
  }

  @Test
  void callsLongWorkSlow() {
    Guard words = guard(1 << 20, Rules.blocking(List.of("nightfall", "dawn")));
    Guard patterns = guard(1 << 20, Rules.blocking(List.of(), "(?i)[a-z]{40}@[a-z]{40}"));

    assertThat(words.slow(16 << 10)).isFalse();
    assertThat(words.slow(1 << 20)).isTrue();
    assertThat(patterns.slow(1 << 10)).isFalse();
    assertThat(patterns.slow(64 << 10)).isTrue();
  }
}
