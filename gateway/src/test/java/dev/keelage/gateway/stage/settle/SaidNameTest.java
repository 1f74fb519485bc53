package dev.keelage.gateway.stage.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaidNameTest {
  @Test
  void keepsWhatIsShortAndPlain() {
    assertThat(SaidName.kept(Optional.of("Käthe & Söhne/4711"))).contains("Käthe & Söhne/4711");
    assertThat(SaidName.kept(Optional.empty())).isEmpty();
    assertThat(SaidName.kept(Optional.of(""))).isEmpty();
  }

  @Test
  void tagsAreKeptLikeNamesAndInOrder() {
    assertThat(SaidName.kept(Set.of("nightly", "a\0b", "batch")))
        .satisfiesExactly(
            tag -> assertThat(tag).isEqualTo("batch"),
            tag -> assertThat(tag).isEqualTo("nightly"),
            tag -> assertThat(tag).startsWith("sha256:"));
    assertThat(SaidName.kept(Set.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing\0ends here",
        "two\nlines",
        "half a pair \uD83D",
        "sha256:0123456789abcdef0123456789abcdef",
        "0123456789012345678901234567890123456789012345678901234567890123456789"
      })
  void keepsADigestOfWhatARowMustNotHave(String name) {
    assertThat(SaidName.kept(Optional.of(name)).orElseThrow()).matches("sha256:[0-9a-f]{32}");
  }
}
