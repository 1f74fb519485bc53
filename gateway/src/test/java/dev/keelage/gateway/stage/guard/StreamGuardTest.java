package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StopReason;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.stage.guard.GuardSignals.What;
import dev.keelage.snapshot.GuardrailEntry.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamGuardTest {
  private static final StreamEvent FINISHED = new StreamEvent.Finished(StopReason.END);
  private final List<String> acts = new ArrayList<>();

  private StreamGuard guard(int bound, Rule... rules) {
    GuardSignals signals = (guardrail, stage, what) -> acts.add(guardrail + " " + what);
    return new StreamGuard(List.of(rules), new GuardContext(new GuardBounds(bound), signals));
  }

  private static List<StreamEvent> through(StreamGuard guard, StreamEvent... events) {
    return Stream.concat(
            Stream.of(events).flatMap(event -> guard.offer(event).stream()), guard.end().stream())
        .toList();
  }

  private static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  private static String words(List<StreamEvent> events) {
    StringBuilder words = new StringBuilder();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.TextDelta(int _, String text)) {
        words.append(text);
      }
    }
    return words.toString();
  }

  @Test
  void letsTextFlowThatBeginsNothing() {
    StreamGuard guard = guard(1000, Rules.masking(List.of("nightfall"), "sk-[a-z]{20,}"));

    assertThat(guard.offer(text("nothing to see here")))
        .containsExactly(text("nothing to see here"));
    assertThat(guard.offer(text(", at nig"))).containsExactly(text(", at "));
    assertThat(guard.offer(text("ht"))).isEmpty();
    assertThat(guard.offer(text("time"))).containsExactly(text("nighttime"));
    assertThat(acts).isEmpty();
  }

  @Test
  void neverLetsTheBeginningOfALongMatchOut() {
    String secret = "-----BEGIN KEY-----\n" + "QUJD\n".repeat(400) + "-----END KEY-----";
    String whole = "before " + secret + " after";
    StreamGuard guard =
        guard(1 << 20, Rules.masking(List.of(), "-----BEGIN KEY-----[\\s\\S]*?-----END KEY-----"));

    List<StreamEvent> out = new ArrayList<>();
    for (int at = 0; at < whole.length(); at += 3) {
      out.addAll(guard.offer(text(whole.substring(at, Math.min(whole.length(), at + 3)))));
    }
    out.addAll(guard.end());

    assertThat(words(out)).isEqualTo("before [MASKED] after");
    assertThat(acts).containsExactly("ai/mask MASKED");
  }

  @Test
  void appliesOneRuleBehindTheOther() {
    StreamGuard guard = guard(1000, Rules.masking(List.of("red")), Rules.masking(List.of("green")));

    assertThat(words(through(guard, text("a re"), text("d gre"), text("en b"), FINISHED)))
        .isEqualTo("a [MASKED] [MASKED] b");
  }

  @Test
  void blocksAndSaysNothingMore() {
    StreamGuard guard = guard(1000, Rules.blocking(List.of("nightfall")));

    List<StreamEvent> out =
        through(guard, text("so night"), text("fall, and"), text(" more"), FINISHED);

    assertThat(words(out)).isEqualTo("so ");
    assertThat(out).doesNotContain(FINISHED);
    assertThat(guard.rejection()).contains(new Rejection.GuardrailBlocked("ai/block", "PostCall"));
    assertThat(acts).containsExactly("ai/block BLOCKED");
  }

  @Test
  void looksIntoArgumentsWhenTheyAreWhole() {
    StreamGuard guard = guard(1000, Rules.masking(List.of("project nightfall")));

    List<StreamEvent> out =
        through(
            guard,
            new StreamEvent.ToolCallStarted(1, "id", "search"),
            new StreamEvent.ToolArgumentsDelta(1, "{\"q\": \"project"),
            new StreamEvent.ToolArgumentsDelta(1, "\\u0020night"),
            new StreamEvent.ToolArgumentsDelta(1, "fall\", \"n\": 1}"),
            FINISHED);

    assertThat(out)
        .containsExactly(
            new StreamEvent.ToolCallStarted(1, "id", "search"),
            new StreamEvent.ToolArgumentsDelta(1, "{\"q\": \"[MASKED]\", \"n\": 1}"),
            FINISHED);
  }

  @Test
  void inspectsThinkingRefusalsAndWhatOnlyTheVendorHasWordsFor() {
    StreamGuard guard = guard(1000, Rules.masking(List.of("nightfall")));

    assertThat(
            through(
                guard,
                new StreamEvent.ThinkingDelta(0, "nightfall?"),
                new StreamEvent.RefusalDelta(1, "no nightfall"),
                new StreamEvent.Verbatim(
                    WireFormat.ANTHROPIC, "content_block_start", "{\"title\": \"Nightfall\"}")))
        .containsExactly(
            new StreamEvent.ThinkingDelta(0, "[MASKED]?"),
            new StreamEvent.RefusalDelta(1, "no "),
            new StreamEvent.RefusalDelta(1, "[MASKED]"),
            new StreamEvent.Verbatim(
                WireFormat.ANTHROPIC, "content_block_start", "{\"title\": \"[MASKED]\"}"));
  }

  @Test
  void givesUpBeyondTheBoundAsTheGuardrailSays() {
    StreamGuard denying = guard(50, Rules.masking(List.of(), "a[\\s\\S]*z"));
    StreamGuard allowing =
        guard(50, Rule.of(Rules.entry("ai/soft", Action.MASK, true, List.of(), "a[\\s\\S]*z")));
    String text = "xa" + "b".repeat(60);

    assertThat(through(denying, text(text))).isEmpty();
    assertThat(denying.rejection()).contains(new Rejection.GuardrailUnavailable("ai/mask"));
    assertThat(words(through(allowing, text(text), text("z")))).isEqualTo(text + "z");
    assertThat(acts)
        .containsExactly("ai/mask " + What.REFUSED_UNSEEN, "ai/soft " + What.PASSED_UNSEEN);
  }
}
