package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.guard.Rule.Match;
import dev.keelage.gateway.stage.guard.WindowedText.Step;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.snapshot.GuardrailEntry.NamedPattern;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WindowedTextTest {
  private static final String TEXT =
      "Ask for Project Nightfall, or key sk-abc123XYZ and 4111 1111 1111 1111; İstanbul ünder PROJECT NIGHTFALL.";

  private static final Rule MASKING = rule(Action.MASK);
  private static final Rule BLOCKING = rule(Action.BLOCK);

  @Test
  void masksTheSameWhereverTheStreamIsCut() {
    String whole = MASKING.mask(TEXT);
    assertThat(whole).doesNotContainIgnoringCase("nightfall").doesNotContain("sk-abc", "4111");
    for (int first = 0; first <= TEXT.length(); first++) {
      for (int second = first; second <= TEXT.length(); second += 7) {
        List<String> pieces =
            List.of(
                TEXT.substring(0, first), TEXT.substring(first, second), TEXT.substring(second));
        assertThat(streamed(pieces)).isEqualTo(whole);
      }
    }
  }

  @Test
  void masksTheSameCharacterByCharacter() {
    assertThat(streamed(TEXT.chars().mapToObj(Character::toString).toList()))
        .isEqualTo(MASKING.mask(TEXT));
  }

  @Property
  void masksAStreamAsTheWhole(@ForAll("pieces") List<String> pieces) {
    assertThat(streamed(pieces)).isEqualTo(MASKING.mask(String.join("", pieces)));
  }

  @Property
  void blocksExactlyWhatTheWholeWouldBlock(@ForAll("pieces") List<String> pieces) {
    WindowedText text = new WindowedText(BLOCKING, 4096);
    StringBuilder left = new StringBuilder();
    boolean blocked = false;
    for (int i = 0; i <= pieces.size() && !blocked; i++) {
      switch (i < pieces.size() ? text.offer(pieces.get(i)) : text.end()) {
        case Step.Leaves(String leaving, boolean _) -> left.append(leaving);
        case Step.Blocked() -> blocked = true;
        case Step.Unbounded(String _) -> throw new AssertionError("the bound is far");
      }
    }
    String whole = String.join("", pieces);
    List<Match> matches = BLOCKING.matches(whole, 0);
    assertThat(blocked).isEqualTo(!matches.isEmpty());
    // Nothing of what matched has left.
    assertThat(whole.substring(0, blocked ? matches.getFirst().start() : whole.length()))
        .startsWith(left);
  }

  @Test
  void givesUpOnAMatchThatGrowsWithoutEnd() {
    WindowedText text = new WindowedText(MASKING, 64);
    assertThat(text.offer("sk-" + "a".repeat(200))).isInstanceOf(Step.Unbounded.class);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "project ",
            "Night",
            "fall",
            " ",
            "sk-",
            "a1",
            "B2c3",
            "4111 ",
            "1111",
            "é",
            "😀",
            "x",
            "\n")
        .list()
        .ofMaxSize(40);
  }

  private static String streamed(List<String> pieces) {
    WindowedText text = new WindowedText(MASKING, 4096);
    StringBuilder out = new StringBuilder();
    List<Step> steps = new ArrayList<>(pieces.stream().map(text::offer).toList());
    steps.add(text.end());
    for (Step step : steps) {
      assertThat(step).isInstanceOf(Step.Leaves.class);
      out.append(((Step.Leaves) step).text());
    }
    return out.toString();
  }

  private static Rule rule(Action action) {
    return Rule.of(
        new GuardrailEntry(
            "ai/no-secrets",
            List.of(Stage.PRE_CALL, Stage.POST_CALL),
            List.of("project nightfall"),
            false,
            List.of(
                new NamedPattern("key", "\\bsk-[A-Za-z0-9]{3,}"),
                new NamedPattern("card", "\\b(?:\\d{4} ?){4}\\b")),
            action,
            false,
            true,
            List.of(),
            List.of(),
            List.of()));
  }
}
