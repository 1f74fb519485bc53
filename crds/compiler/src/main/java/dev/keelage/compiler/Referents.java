package dev.keelage.compiler;

import dev.keelage.api.AllowedNamespaces;
import dev.keelage.api.ObjectRef;
import dev.keelage.api.Reason;
import dev.keelage.snapshot.Sharing;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All resources of one kind as others see them: whether they exist, whom they allow, whether they
 * are served.
 */
final class Referents<S> {
  /** They help the referrer too; the other reasons speak of what the referent refers to. */
  private static final Set<Reason> OF_SECRETS =
      EnumSet.of(Reason.SECRET_NOT_FOUND, Reason.KEY_MISSING_IN_SECRET);

  private final String kind;
  private final Map<String, Referent<S>> byPath = new HashMap<>();

  private record Referent<S>(Declared<S> resource, Sharing sharing) {}

  private Referents(String kind) {
    this.kind = kind;
  }

  static <S> Referents<S> of(
      String kind,
      List<Declared<S>> resources,
      Consent consent,
      Function<S, AllowedNamespaces> allowed) {
    Referents<S> referents = new Referents<>(kind);
    for (Declared<S> resource : resources) {
      Sharing sharing = consent.sharing(resource, allowed.apply(resource.spec()));
      referents.byPath.put(resource.path(), new Referent<>(resource, sharing));
    }
    return referents;
  }

  /** Resources that only their own namespace may refer to. */
  static <S> Referents<S> ofOwnNamespace(String kind, List<Declared<S>> resources) {
    Referents<S> referents = new Referents<>(kind);
    resources.forEach(
        each -> referents.byPath.put(each.path(), new Referent<>(each, Sharing.none())));
    return referents;
  }

  /** Where a reference leads. */
  sealed interface Reference<S> {
    /** To a resource, which may be left out itself. */
    record To<S>(Declared<S> resource) implements Reference<S> {}

    /** Nowhere. */
    record Nowhere<S>(Verdict.Problem problem) implements Reference<S> {}
  }

  Sharing sharing(Declared<S> resource) {
    Referent<S> referent = byPath.get(resource.path());
    return referent == null ? Sharing.none() : referent.sharing();
  }

  /** By path, with whom each is shared. */
  Map<String, Sharing> sharings() {
    Map<String, Sharing> sharings = HashMap.newHashMap(byPath.size());
    byPath.forEach((path, referent) -> sharings.put(path, referent.sharing()));
    return sharings;
  }

  /** By path, why some are not served. */
  Map<String, Verdict.Problem> leftOut() {
    Map<String, Verdict.Problem> leftOut = new HashMap<>();
    byPath.forEach(
        (path, referent) -> {
          Verdict verdict = referent.resource().verdict();
          if (!verdict.served()) {
            leftOut.put(path, verdict.cause());
          }
        });
    return leftOut;
  }

  /**
   * Follows a reference by the rule for all kinds: the own namespace, or the referent's consent.
   */
  Reference<S> follow(String referrerNamespace, ObjectRef ref) {
    return follow(referrerNamespace, ref, referent -> false);
  }

  /**
   * Follows a reference.
   *
   * @param alsoPermitted referents that need not consent
   */
  Reference<S> follow(
      String referrerNamespace, ObjectRef ref, Predicate<Declared<S>> alsoPermitted) {
    String namespace = ref.namespaceFrom(referrerNamespace);
    String path = namespace + "/" + ref.name();
    Referent<S> referent = byPath.get(path);
    if (referent == null) {
      return new Reference.Nowhere<>(
          new Verdict.Problem(
              Reason.REF_NOT_FOUND,
              "%s %s does not exist; create it or correct the reference".formatted(kind, path)));
    }
    if (!Consent.permits(namespace, referent.sharing(), referrerNamespace)
        && !alsoPermitted.test(referent.resource())) {
      return new Reference.Nowhere<>(
          new Verdict.Problem(
              Reason.REF_NOT_PERMITTED,
              "%s %s does not allow namespace %s; its owner has to include it in spec.allowedNamespaces"
                  .formatted(kind, path, referrerNamespace)));
    }
    return new Reference.To<>(referent.resource());
  }

  /**
   * Why a resource that is left out is so: in detail for its own namespace, others learn no more
   * than the fact.
   */
  static Verdict.Problem whyLeftOut(String referrerNamespace, Declared<?> resource) {
    if (!referrerNamespace.equals(resource.namespace())) {
      return new Verdict.Problem(
          Reason.REF_INVALID,
          resource.id() + " cannot be used now; its owner sees the cause in its conditions");
    }
    Verdict.Problem cause = resource.verdict().cause();
    return new Verdict.Problem(
        OF_SECRETS.contains(cause.reason()) ? cause.reason() : Reason.REF_INVALID,
        resource.id() + " is left out itself: " + cause.message());
  }
}
