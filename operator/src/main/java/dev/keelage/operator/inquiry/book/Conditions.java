package dev.keelage.operator.inquiry.book;

import dev.keelage.operator.inquiry.access.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The {@code where} of a query, in Hibernate's language. What askers say is in parameters, never in
 * the text.
 */
final class Conditions {
  private final List<String> terms = new ArrayList<>();
  private final Map<String, Object> parameters = new HashMap<>();

  /**
   * @param term with this one parameter, {@code :name}
   */
  Conditions and(String term, String name, Object value) {
    terms.add(term);
    parameters.put(name, value);
    return this;
  }

  Conditions and(String term) {
    terms.add(term);
    return this;
  }

  /**
   * Rows of {@code row} in that scope. A key without a team is its own tenant, and may be named
   * like a team.
   */
  Conditions in(Scope scope, boolean withKeys) {
    return switch (scope) {
      case Scope.OfTeam team ->
          and(
              "row.team is not null and (row.team = :scope or row.tenant = :scope)",
              "scope",
              team.id());
      case Scope.OfNamespace all ->
          and(
              withKeys
                  ? "(row.team like :scope or row.team is null and row.key like :scope)"
                  : "(row.team like :scope or row.team is null and row.tenant like :scope)",
              "scope",
              // A namespace's name has no characters that "like" takes for others.
              all.namespace() + "/%");
      case Scope.Everything all -> this;
    };
  }

  /** Rows of {@code row} that have all of these. */
  Conditions having(Map<Trait, String> traits) {
    traits.forEach(
        (trait, value) -> {
          String name = trait.text();
          and(
              trait == Trait.TAG
                  ? "array_position(row.tags, :tag) > 0"
                  : "row." + name + " = :" + name,
              name,
              value);
        });
    return this;
  }

  String text() {
    return terms.isEmpty() ? "" : " where " + String.join(" and ", terms);
  }

  <T> Mutiny.SelectionQuery<T> fill(Mutiny.SelectionQuery<T> query) {
    parameters.forEach(query::setParameter);
    return query;
  }
}
