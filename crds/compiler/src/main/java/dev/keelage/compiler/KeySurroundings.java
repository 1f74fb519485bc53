package dev.keelage.compiler;

import dev.keelage.api.ModelSpec;
import dev.keelage.api.TeamSpec;
import dev.keelage.snapshot.Sharing;
import java.util.Map;

/**
 * All that a VirtualKey's entries and findings depend on besides itself, its Secret and what was
 * issued for it. By path.
 *
 * @param leftOutTeams why some teams are not served
 */
record KeySurroundings(
    Map<String, Sharing> teams,
    Map<String, Verdict.Problem> leftOutTeams,
    Map<String, Sharing> models) {
  KeySurroundings {
    teams = Map.copyOf(teams);
    leftOutTeams = Map.copyOf(leftOutTeams);
    models = Map.copyOf(models);
  }

  static KeySurroundings of(Referents<TeamSpec> teams, Referents<ModelSpec> models) {
    return new KeySurroundings(teams.sharings(), teams.leftOut(), models.sharings());
  }
}
