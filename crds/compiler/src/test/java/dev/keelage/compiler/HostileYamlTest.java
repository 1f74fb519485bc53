package dev.keelage.compiler;

import static dev.keelage.compiler.ResourceFilesTest.TEAM;
import static dev.keelage.compiler.ResourceFilesTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.Team;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** No text ends the reader, or grows without end. */
class HostileYamlTest {
  @Test
  void aliasesCannotGrowWithoutEnd() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append("a%d: &a%d [".formatted(i, i));
      laughs.append("*a%d, ".formatted(i - 1).repeat(9)).append("*a%d]\n".formatted(i - 1));
    }

    assertThat(read("a.yaml", laughs.toString()).findings())
        .extracting(FileFinding::message)
        .containsExactly("nested too deeply, or grown too large by aliases");
    assertThat(read("a.yaml", "[".repeat(100_000)).findings()).hasSize(1);
  }

  @Test
  void anchorsAndAliasesMeanWhatYamlSays() {
    ResourceFiles files =
        read(
            "a.yaml",
            "apiVersion: keelage.dev/v1alpha1\nkind: Team\nmetadata: {name: &n x, namespace: *n}\nspec: {}\n");

    assertThat(files.of(Team.class).getFirst().getMetadata().getNamespace()).isEqualTo("x");
  }

  @Property(tries = 300)
  void anyTextIsReadOrTold(@ForAll String text) {
    assertThat(read("a.yaml", text)).isNotNull();
  }

  @Property(tries = 300)
  void anyDamageIsReadOrTold(@ForAll Random random) {
    StringBuilder text = new StringBuilder(TEAM + "---\n" + TEAM);
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      int at = random.nextInt(text.length());
      text.setCharAt(at, " :{}[]\n\"'&*-!|>%@`x0".charAt(random.nextInt(20)));
    }

    assertThat(read("a.yaml", text.toString())).isNotNull();
  }
}
