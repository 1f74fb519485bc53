package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.KeyEntry;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys that are replaced, and keys that end. */
class KeyRotationIT extends KeysCase {
  @Test
  void letsBothKeysWorkWhileARotationOverlaps() {
    site.operator();
    site.gateway("a");
    key("rotation: {overlap: 10m}");
    String before = value(secret("app"), "api-key");
    issued(c -> c.reason().equals("Issued"));

    rotate("once");

    Condition overlap = issued(c -> c.reason().equals("RotationOverlap"));
    assertThat(overlap.status()).isEqualTo(TRUE);
    assertThat(overlap.message()).contains(before.substring(0, 7));
    String after = value(secret("app"), "api-key");
    assertThat(after).isNotEqualTo(before);
    assertThat(hashes()).contains(Digests.sha256Hex(before), Digests.sha256Hex(after));
    assertThat(status().rotation()).isEqualTo("once");
    assertThat(status().previousPrefix()).isEqualTo(before.substring(0, 7) + "…");

    // The overlap ends by itself, and the same value rotates no second time.
    annotateSecret(
        "keelage.dev/previous-expires-at",
        Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS).toString());
    issued(c -> c.reason().equals("Issued"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(hashes()).containsExactly(Digests.sha256Hex(after)));
    assertThat(value(secret("app"), "api-key")).isEqualTo(after);
  }

  @Test
  void rotatesWhenTheScheduleSaysSo() {
    site.operator();
    key("rotation: {every: 1h, overlap: 10m}");
    Secret first = secret("app");
    String before = value(first, "api-key");
    issued(c -> c.status() == TRUE);
    assertThat(status().rotatesAt())
        .isEqualTo(
            Instant.parse(Objects.requireNonNull(status().issuedAt()))
                .plusSeconds(3600)
                .toString());

    String longAgo = Instant.now().minus(2, ChronoUnit.HOURS).toString();
    annotateSecret("keelage.dev/issued-at", longAgo);

    await().atMost(PATIENCE).until(() -> !value(secret("app"), "api-key").equals(before));
    issued(c -> c.reason().equals("RotationOverlap"));
  }

  @Test
  void revokesAKeyThatIsDeletedSuspendedOrExpired() {
    site.operator();
    site.gateway("a");
    key("{}");
    issued(c -> c.status() == TRUE);

    key("suspended: true");
    issued(c -> c.reason().equals("Suspended"));
    assertThat(site.published(any -> true).keys()).allMatch(KeyEntry::suspended);
    assertThat(lookUp("app")).as("the Secret stays").isNotNull();

    Instant soon = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
    key("expiresAt: \"" + soon + "\"");
    site.published(
        snapshot ->
            snapshot.keys().stream()
                .allMatch(
                    each -> Objects.equals(each.expiresAtEpochMillis(), soon.toEpochMilli())));
    issued(c -> c.reason().equals("Expired"));
    Condition ready =
        site.condition(VirtualKey.class, site.tenant, "app", ConditionType.READY, c -> true);
    assertThat(ready.reason()).isEqualTo("Expired");

    Cluster.PLANE.kubectl("delete", "virtualkey", "app", "-n", site.tenant);
    site.published(snapshot -> snapshot.keys().isEmpty());
    await().atMost(PATIENCE).until(() -> lookUp("app") == null);
  }

  private void annotateSecret(String name, String value) {
    Cluster.PLANE.kubectl(
        "annotate", "--overwrite", "secret", "app", "-n", site.tenant, name + "=" + value);
  }

  private void rotate(String value) {
    Cluster.PLANE.kubectl(
        "annotate", "virtualkey", "app", "-n", site.tenant, "keelage.dev/rotate=" + value);
  }
}
