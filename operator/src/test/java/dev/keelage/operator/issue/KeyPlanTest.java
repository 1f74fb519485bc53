package dev.keelage.operator.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.api.VirtualKeySpec.Rotation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyPlanTest {
  private static final Instant ISSUED = Instant.parse("2026-11-01T00:00:00Z");
  private static final Plaintext PLAINTEXT = Plaintext.generate(new Random(1));

  @Test
  void issuesWhereThereIsNone() {
    assertThat(plan(key(null, Map.of()), Optional.empty(), ISSUED))
        .isInstanceOf(KeyPlan.Issue.class);
  }

  @Test
  void rotatesWhenTheScheduleIsDueAndNotBefore() {
    VirtualKey key = key(new Rotation("90d", "12h"), Map.of());
    IssuedKey held = held(Optional.empty(), List.of());
    Instant due = ISSUED.plus(Duration.ofDays(90));

    assertThat(KeyPlan.rotatesAt(key, held)).contains(due);
    assertThat(plan(key, Optional.of(held), due.minusSeconds(1))).isEqualTo(new KeyPlan.Keep(held));
    assertThat(plan(key, Optional.of(held), due))
        .isEqualTo(new KeyPlan.Rotate(held, Duration.ofHours(12)));
  }

  @Test
  void rotatesOncePerValueOfTheAnnotation() {
    VirtualKey asked = key(null, Map.of("keelage.dev/rotate", "2"));
    IssuedKey before = held(Optional.of("1"), List.of());
    IssuedKey after = held(Optional.of("2"), List.of());

    assertThat(plan(asked, Optional.of(before), ISSUED))
        .isEqualTo(new KeyPlan.Rotate(before, Duration.ofHours(24)));
    assertThat(plan(asked, Optional.of(after), ISSUED)).isEqualTo(new KeyPlan.Keep(after));
    assertThat(plan(key(null, Map.of()), Optional.of(before), ISSUED))
        .as("taking the annotation away asks for nothing")
        .isEqualTo(new KeyPlan.Keep(before));
  }

  @Test
  void endsTheOverlapWhenItIsOver() {
    Instant over = ISSUED.plusSeconds(60);
    IssuedKey held =
        held(Optional.empty(), List.of(new IssuedKey.Previous("00", "kl-0000…", over)));
    VirtualKey key = key(null, Map.of());

    assertThat(plan(key, Optional.of(held), over.minusMillis(1))).isEqualTo(new KeyPlan.Keep(held));
    assertThat(held.material(over.minusMillis(1))).hasSize(2);
    assertThat(plan(key, Optional.of(held), over))
        .isEqualTo(new KeyPlan.Keep(held(Optional.empty(), List.of())));
    assertThat(held.material(over)).hasSize(1);
  }

  @Test
  void keepsTheWordGivenForEveryReplacedKey() {
    IssuedKey.Previous first = new IssuedKey.Previous("00", "kl-0000…", ISSUED.plusSeconds(60));
    IssuedKey second = held(Optional.of("1"), List.of(first));
    Instant now = ISSUED.plusSeconds(30);

    assertThat(second.replacedAt(now, Duration.ofSeconds(60)))
        .containsExactly(
            new IssuedKey.Previous(second.hash(), second.prefix(), now.plusSeconds(60)), first);
    assertThat(second.replacedAt(ISSUED.plusSeconds(60), Duration.ofSeconds(60))).hasSize(1);
    assertThat(second.replacedAt(now, Duration.ZERO))
        .as("without an overlap all of them end")
        .isEmpty();
  }

  @Test
  void rotatesNoKeyThatHasEnded() {
    VirtualKey key = key(new Rotation("1h", "10m"), Map.of("keelage.dev/rotate", "x"));
    IssuedKey held = held(Optional.empty(), List.of());
    Instant now = ISSUED.plus(Duration.ofDays(1));

    assertThat(KeyPlan.of(key, Optional.of(held), Optional.of(now), now))
        .isEqualTo(new KeyPlan.Keep(held));
  }

  @Test
  void makesKeysThatDoNotRepeatAndDoNotPrint() {
    Random random = new Random(7);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Plaintext plaintext = Plaintext.generate(random);
      String text = plaintext.value().reveal();
      assertThat(Plaintext.shaped(text)).isTrue();
      assertThat(seen.add(text)).isTrue();
      assertThat(plaintext.toString()).doesNotContain(text);
    }
  }

  private static KeyPlan plan(VirtualKey key, Optional<IssuedKey> held, Instant now) {
    return KeyPlan.of(key, held, Optional.empty(), now);
  }

  private static IssuedKey held(Optional<String> rotation, List<IssuedKey.Previous> previous) {
    return new IssuedKey(Plaintext.of(PLAINTEXT.value().reveal()), ISSUED, rotation, previous);
  }

  private static VirtualKey key(@Nullable Rotation rotation, Map<String, String> annotations) {
    VirtualKey key = new VirtualKey();
    key.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("search")
            .withName("app")
            .withAnnotations(annotations)
            .build());
    key.setSpec(
        new VirtualKeySpec(null, null, null, null, false, null, null, null, rotation, List.of()));
    return key;
  }
}
