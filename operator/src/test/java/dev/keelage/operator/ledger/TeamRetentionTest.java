package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.Team;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeamRetentionTest {
  @Test
  void theNearestTeamThatSaysSomethingDecides() {
    List<Team> teams =
        List.of(
            team("ai/engineering", "{ledger: {retention: 30d}}"),
            team("a/search", "{parentRef: {name: engineering, namespace: ai}}"),
            team("a/labs", "{parentRef: {name: search}, ledger: {retention: 90d}}"),
            team("a/ranking", "{parentRef: {name: labs}}"),
            team("b/ads", "{}"),
            team("b/lost", "{parentRef: {name: nobody}}"));

    assertThat(TeamRetention.of(teams))
        .isEqualTo(
            Map.of(
                "ai/engineering", Duration.ofDays(30),
                "a/search", Duration.ofDays(30),
                "a/labs", Duration.ofDays(90),
                "a/ranking", Duration.ofDays(90)));
  }

  @Test
  void aTeamThatIsItsOwnAncestorSaysNothing() {
    assertThat(
            TeamRetention.of(
                List.of(
                    team("a/one", "{parentRef: {name: two}}"),
                    team("a/two", "{parentRef: {name: one}}"))))
        .isEmpty();
  }

  private static Team team(String id, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: keelage.dev/v1alpha1
        kind: Team
        metadata: {namespace: %s, name: %s}
        spec: %s
        """
            .formatted(id.split("/")[0], id.split("/")[1], spec),
        Team.class);
  }
}
