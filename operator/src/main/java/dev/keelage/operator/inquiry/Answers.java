package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.book.LedgerAway;
import dev.keelage.operator.inquiry.book.TooMuchAsked;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What all answers have in common, and how failures become problems. */
class Answers {
  private static final Logger LOG = Logger.getLogger(Answers.class);
  private static final int RETRY_SECONDS = 5;
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;
  private static final int FAULT = 500;

  @ServerResponseFilter
  void neverKept(ContainerResponseContext response) {
    response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }

  @ServerExceptionMapper
  Response unanswered(Unanswered failure) {
    return problem(failure.problem());
  }

  @ServerExceptionMapper
  Response tooMuch(TooMuchAsked failure) {
    return problem(Problem.wrong(String.valueOf(failure.getMessage())));
  }

  @ServerExceptionMapper
  Response away(LedgerAway failure) {
    LOG.warnf("a question was not answered: %s", failure.getMessage());
    return problem(Problem.unavailable("the ledger does not answer; try again later"));
  }

  @ServerExceptionMapper
  Response noReview(KubernetesClientException failure) {
    LOG.warnf("whether a question may be answered cannot be asked: %s", failure.getMessage());
    return problem(
        Problem.unavailable("the Kubernetes API server does not say who asks; try again later"));
  }

  @ServerExceptionMapper
  Response tooMany(BulkheadException failure) {
    return unavailable(failure, "too many questions at once; try again later");
  }

  /** Only the API server is asked through one. */
  @ServerExceptionMapper
  Response broken(CircuitBreakerOpenException failure) {
    return unavailable(
        failure,
        "the Kubernetes API server has not said who asks, several times, and is not asked for some"
            + " seconds; try again later");
  }

  @ServerExceptionMapper
  Response tooSlow(TimeoutException failure) {
    return unavailable(
        failure, "Postgres or the Kubernetes API server is too slow; try again later");
  }

  private static Response unavailable(FaultToleranceException failure, String detail) {
    LOG.warnf("a question was not answered: %s", failure.getMessage());
    return problem(Problem.unavailable(detail));
  }

  @ServerExceptionMapper
  Response ofHttp(WebApplicationException failure) {
    int status = failure.getResponse().getStatus();
    String title = failure.getResponse().getStatusInfo().getReasonPhrase();
    return problem(
        Problem.of(status, title, "see docs/guides/chargeback.md for what can be asked"));
  }

  @ServerExceptionMapper
  Response fault(RuntimeException failure) {
    LOG.error("a question failed", failure);
    return problem(
        Problem.of(FAULT, "Internal Server Error", "the operator's log says what went wrong"));
  }

  private static Response problem(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    if (problem.status() == UNAUTHORIZED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"keelage\"");
    }
    if (problem.status() == UNAVAILABLE) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    return answer.build();
  }
}
