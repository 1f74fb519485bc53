package dev.keelage.compiler;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is found out about one resource while it is compiled. */
final class Verdict {
  /** More would bury the first ones. */
  private static final int MESSAGES = 5;

  private final List<String> invalid = new ArrayList<>();
  private Optional<String> conflict = Optional.empty();
  private boolean refers;
  private boolean leftOut;
  private final List<Problem> unresolved = new ArrayList<>();
  private final List<Finding> further = new ArrayList<>();

  /** Why a reference does not lead to something that is served. */
  record Problem(Reason reason, String message) {}

  /** The resource is left out because of what it says. */
  void invalid(String message) {
    invalid.add(message);
  }

  /** The resource is left out in favour of an older one. */
  void conflicted(String message) {
    conflict = Optional.of(message);
  }

  /** Whatever others say. */
  boolean valid() {
    return invalid.isEmpty();
  }

  boolean accepted() {
    return valid() && conflict.isEmpty();
  }

  /** The resource refers to something; without an {@link #unresolved} all of it resolves. */
  void refers() {
    refers = true;
  }

  /** A part of the resource is left out. */
  void unresolved(Problem problem) {
    refers = true;
    unresolved.add(problem);
  }

  /** The resource is left out because of what it refers to. */
  void leaveOut(Problem problem) {
    unresolved(problem);
    leftOut = true;
  }

  /**
   * The resource is left out: of all its parts, each already told as {@link #unresolved}, none is
   * left.
   */
  void leaveOut() {
    leftOut = true;
  }

  boolean served() {
    return accepted() && !leftOut;
  }

  /** Of a resource that is not served: why. */
  Problem cause() {
    if (!invalid.isEmpty()) {
      return new Problem(Reason.INVALID, join(invalid));
    }
    return conflict
        .map(why -> new Problem(Reason.CONFLICTED, why))
        .orElseGet(() -> new Problem(unresolved.getFirst().reason(), join(messages())));
  }

  void further(ConditionType type, boolean ok, Reason reason, String message) {
    further.add(new Finding(type, ok, reason, message));
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(acceptance());
    if (refers) {
      findings.add(resolution());
    }
    findings.addAll(further);
    return List.copyOf(findings);
  }

  private Finding acceptance() {
    if (!invalid.isEmpty()) {
      return new Finding(ConditionType.ACCEPTED, false, Reason.INVALID, join(invalid));
    }
    return conflict
        .map(why -> new Finding(ConditionType.ACCEPTED, false, Reason.CONFLICTED, why))
        .orElseGet(
            () -> new Finding(ConditionType.ACCEPTED, true, Reason.ACCEPTED, "the spec is valid"));
  }

  private Finding resolution() {
    return unresolved.isEmpty()
        ? new Finding(
            ConditionType.RESOLVED_REFS, true, Reason.RESOLVED_REFS, "all references resolve")
        : new Finding(
            ConditionType.RESOLVED_REFS, false, unresolved.getFirst().reason(), join(messages()));
  }

  private List<String> messages() {
    return unresolved.stream().map(Problem::message).toList();
  }

  private static String join(List<String> messages) {
    List<String> distinct = messages.stream().distinct().toList();
    String joined = String.join("; ", distinct.stream().limit(MESSAGES).toList());
    return distinct.size() <= MESSAGES
        ? joined
        : joined + "; and " + (distinct.size() - MESSAGES) + " more";
  }
}
