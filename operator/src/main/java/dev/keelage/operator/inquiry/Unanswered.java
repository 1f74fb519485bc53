package dev.keelage.operator.inquiry;

/** A question that gets a {@link Problem} instead of an answer. */
final class Unanswered extends RuntimeException {
  private final transient Problem problem;

  Unanswered(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
