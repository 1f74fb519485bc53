package dev.keelage.compiler;

import dev.keelage.api.ObjectRef;
import dev.keelage.api.TeamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which team is above which. A team whose chain does not end in a root is left out, and so is
 * everything below it.
 */
final class TeamTree {
  private static final int STEPS_SHOWN = 8;

  private final Map<String, Declared<TeamSpec>> parents = new HashMap<>();

  private TeamTree() {}

  static TeamTree of(List<Declared<TeamSpec>> teams, Referents<TeamSpec> referents) {
    TeamTree tree = new TeamTree();
    teams.forEach(team -> tree.follow(team, referents));
    tree.refuseCycles(teams);
    tree.leaveOutBelow(teams);
    return tree;
  }

  Optional<Declared<TeamSpec>> parent(Declared<TeamSpec> team) {
    return Optional.ofNullable(parents.get(team.path()));
  }

  /**
   * Whether a team above this one is in the namespace. Every team on the way has consented to the
   * one below it.
   */
  boolean hasAncestorIn(Declared<TeamSpec> team, String namespace) {
    Set<String> seen = new HashSet<>();
    Optional<Declared<TeamSpec>> above = parent(team);
    while (above.isPresent() && seen.add(above.get().path())) {
      if (above.get().namespace().equals(namespace)) {
        return true;
      }
      above = parent(above.get());
    }
    return false;
  }

  private void follow(Declared<TeamSpec> team, Referents<TeamSpec> referents) {
    ObjectRef ref = team.spec().parentRef();
    if (ref == null) {
      return;
    }
    team.verdict().refers();
    switch (referents.follow(team.namespace(), ref)) {
      case Referents.Reference.To<TeamSpec>(Declared<TeamSpec> parent) ->
          parents.put(team.path(), parent);
      case Referents.Reference.Nowhere<TeamSpec>(Verdict.Problem problem) ->
          team.verdict()
              .leaveOut(
                  new Verdict.Problem(problem.reason(), "spec.parentRef: " + problem.message()));
    }
  }

  private void refuseCycles(List<Declared<TeamSpec>> teams) {
    Set<String> done = new HashSet<>();
    for (Declared<TeamSpec> start : teams) {
      Map<String, Declared<TeamSpec>> way = new LinkedHashMap<>();
      Optional<Declared<TeamSpec>> team = Optional.of(start);
      while (team.isPresent()
          && !done.contains(team.get().path())
          && way.putIfAbsent(team.get().path(), team.get()) == null) {
        team = parent(team.get());
      }
      if (team.isPresent() && way.containsKey(team.get().path())) {
        refuse(cycleFrom(team.get()));
      }
      done.addAll(way.keySet());
    }
  }

  private List<Declared<TeamSpec>> cycleFrom(Declared<TeamSpec> start) {
    List<Declared<TeamSpec>> cycle = new ArrayList<>();
    Declared<TeamSpec> team = start;
    do {
      cycle.add(team);
      team = parent(team).orElse(start);
    } while (!team.path().equals(start.path()));
    return cycle;
  }

  /**
   * Each member is told the cycle as it looks from there, or how it begins: all of it for everyone
   * would fill the memory with those of some thousand teams.
   */
  private static void refuse(List<Declared<TeamSpec>> cycle) {
    int shown = Math.min(cycle.size(), STEPS_SHOWN);
    for (int i = 0; i < cycle.size(); i++) {
      List<String> way = new ArrayList<>();
      for (int step = 0; step < shown; step++) {
        way.add(cycle.get((i + step) % cycle.size()).path());
      }
      if (shown < cycle.size()) {
        way.add((cycle.size() - shown) + " more");
      }
      way.add(cycle.get(i).path());
      cycle
          .get(i)
          .verdict()
          .invalid(
              "spec.parentRef: the teams stand above each other in a circle (%s); remove the parent of one"
                  .formatted(String.join(" > ", way)));
    }
  }

  private void leaveOutBelow(List<Declared<TeamSpec>> teams) {
    Set<String> decided = new HashSet<>();
    for (Declared<TeamSpec> start : teams) {
      List<Declared<TeamSpec>> way = new ArrayList<>();
      Optional<Declared<TeamSpec>> team = Optional.of(start);
      while (team.isPresent() && decided.add(team.get().path())) {
        way.add(team.get());
        team = parent(team.get());
      }
      // From the top down, so that each team finds its parent decided.
      way.reversed().forEach(this::decide);
    }
  }

  private void decide(Declared<TeamSpec> team) {
    parent(team)
        .filter(parent -> team.verdict().accepted() && !parent.verdict().served())
        .ifPresent(
            parent -> team.verdict().leaveOut(Referents.whyLeftOut(team.namespace(), parent)));
  }
}
