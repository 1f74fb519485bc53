package dev.keelage.compiler;

import dev.keelage.api.ConditionType;
import dev.keelage.api.ObjectRef;
import dev.keelage.api.Reason;
import dev.keelage.api.TeamSpec;
import dev.keelage.api.VirtualKeySpec;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The teams and keys that a policy names. What exists but is left out itself stays selected, so
 * that its trouble changes nothing for the policy (its counters, for one, live where its selection
 * says).
 */
final class Selection {
  private final Referents<TeamSpec> teams;
  private final Referents<VirtualKeySpec> keys;
  private final TeamTree tree;

  Selection(Referents<TeamSpec> teams, Referents<VirtualKeySpec> keys, TeamTree tree) {
    this.teams = teams;
    this.keys = keys;
    this.tree = tree;
  }

  /**
   * Teams of the own namespace, those that allow it, those below a team of it, and those that
   * {@code alsoPermitted} knows.
   */
  List<String> teams(
      Declared<?> policy,
      List<ObjectRef> refs,
      String field,
      Predicate<Declared<TeamSpec>> alsoPermitted) {
    return select(
        policy,
        refs,
        field,
        teams,
        alsoPermitted.or(team -> tree.hasAncestorIn(team, policy.namespace())));
  }

  /** Keys of the own namespace. */
  List<String> keys(Declared<?> policy, List<ObjectRef> refs, String field) {
    Map<Boolean, List<ObjectRef>> byOwn =
        refs.stream()
            .collect(
                Collectors.partitioningBy(
                    ref -> ref.namespaceFrom(policy.namespace()).equals(policy.namespace())));
    for (ObjectRef foreign : byOwn.getOrDefault(false, List.of())) {
      tell(
          policy,
          field,
          new Verdict.Problem(
              Reason.REF_NOT_PERMITTED,
              "VirtualKey %s/%s is in another namespace; select its team, or put the budget there"
                  .formatted(foreign.namespaceFrom(policy.namespace()), foreign.name())));
    }
    return select(policy, byOwn.getOrDefault(true, List.of()), field, keys, key -> false);
  }

  /** The policy is left out because its references lead nowhere. */
  static void noTargets(Declared<?> policy, String message) {
    policy.verdict().leaveOut();
    policy.verdict().further(ConditionType.ENFORCED, false, Reason.NO_TARGETS, message);
  }

  private static <S> List<String> select(
      Declared<?> policy,
      List<ObjectRef> refs,
      String field,
      Referents<S> referents,
      Predicate<Declared<S>> alsoPermitted) {
    if (!refs.isEmpty()) {
      policy.verdict().refers();
    }
    SortedSet<String> ids = new TreeSet<>();
    for (ObjectRef ref : refs) {
      switch (referents.follow(policy.namespace(), ref, alsoPermitted)) {
        case Referents.Reference.Nowhere<S>(Verdict.Problem problem) ->
            tell(policy, field, problem);
        case Referents.Reference.To<S>(Declared<S> target) -> {
          ids.add(target.path());
          if (!target.verdict().served()) {
            tell(policy, field, Referents.whyLeftOut(policy.namespace(), target));
          }
        }
      }
    }
    return List.copyOf(ids);
  }

  private static void tell(Declared<?> policy, String field, Verdict.Problem problem) {
    policy
        .verdict()
        .unresolved(new Verdict.Problem(problem.reason(), field + ": " + problem.message()));
  }
}
