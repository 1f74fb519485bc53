package dev.keelage.compiler;

import dev.keelage.api.LedgerKeeping;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.TeamSpec;
import dev.keelage.snapshot.TeamEntry;
import java.util.ArrayList;
import java.util.List;

/** Tenants. */
final class TeamCompiler {
  private final Referents<TeamSpec> teams;
  private final Referents<ModelSpec> models;
  private final TeamTree tree;

  TeamCompiler(Referents<TeamSpec> teams, Referents<ModelSpec> models, TeamTree tree) {
    this.teams = teams;
    this.models = models;
    this.tree = tree;
  }

  List<TeamEntry> compile(List<Declared<TeamSpec>> declared) {
    List<TeamEntry> entries = new ArrayList<>();
    for (Declared<TeamSpec> team : declared) {
      check(team);
      TeamEntry entry =
          new TeamEntry(
              team.path(),
              tree.parent(team).map(Declared::path).orElse(null),
              AllowList.of(team, team.spec().models(), models),
              CallLimitsCompiler.limits(team, team.spec().limits(), models),
              Adjustments.of(team, team.spec().costAdjustment()),
              teams.sharing(team),
              team.spec().tags());
      if (team.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static void check(Declared<TeamSpec> team) {
    FieldRules.unique(team, "spec.tags", team.spec().tags());
    LedgerKeeping ledger = team.spec().ledger();
    if (ledger != null) {
      FieldRules.present(team, "spec.ledger.retention", ledger.retention());
    }
  }
}
