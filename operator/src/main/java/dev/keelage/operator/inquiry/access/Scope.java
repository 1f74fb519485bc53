package dev.keelage.operator.inquiry.access;

/** Whose calls somebody wants to know about. */
public sealed interface Scope {
  /** For people, as in {@code team a/b}. */
  String text();

  /** A team's, and, of a root team, those of all teams below it. */
  record OfTeam(String namespace, String name) implements Scope {
    /**
     * The team of that id. One without a namespace may be asked about by those who may know
     * everything.
     *
     * @param id {@code namespace/name}
     */
    public static OfTeam of(String id) {
      int slash = id.indexOf('/');
      return new OfTeam(id.substring(0, Math.max(0, slash)), id.substring(slash + 1));
    }

    /** {@code namespace/name}. */
    public String id() {
      return namespace + "/" + name;
    }

    @Override
    public String text() {
      return "team " + id();
    }
  }

  /** Those of all teams of a namespace, and of its keys without a team. */
  record OfNamespace(String namespace) implements Scope {
    @Override
    public String text() {
      return "namespace " + namespace;
    }
  }

  /** Everybody's. */
  record Everything() implements Scope {
    @Override
    public String text() {
      return "all namespaces";
    }
  }
}
