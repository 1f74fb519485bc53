package dev.keelage.compiler;

import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.TeamEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The served teams and models of each namespace, by id and in order. */
final class Members {
  private final Map<String, List<String>> teams;
  private final Map<String, List<String>> models;

  Members(List<TeamEntry> teams, List<ModelEntry> models) {
    this.teams = byNamespace(teams);
    this.models = byNamespace(models.stream().filter(ModelEntry::servable).toList());
  }

  List<String> teamsIn(String namespace) {
    return teams.getOrDefault(namespace, List.of());
  }

  List<String> modelsIn(String namespace) {
    return models.getOrDefault(namespace, List.of());
  }

  private static Map<String, List<String>> byNamespace(List<? extends Entry> entries) {
    return entries.stream()
        .map(Entry.class::cast)
        .sorted(java.util.Comparator.comparing(Entry::id))
        .collect(
            Collectors.groupingBy(
                Entry::namespace, Collectors.mapping(Entry::id, Collectors.toList())));
  }
}
