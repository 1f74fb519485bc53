package dev.keelage.operator.inquiry.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/**
 * Asks the API server. However many questions come, it hears few at once, and that there are too
 * many says nothing against it; while it is away, they fail at once. What it answers is no failure,
 * yes or no.
 */
@ApplicationScoped
class ApiServerReviews {
  private static final int AT_ONCE = 8;
  private static final int WAITING = 64;
  private static final int PATIENCE_SECONDS = 4;
  private static final int BREAK_SECONDS = 3;

  private final KubernetesClient client;
  private final Audiences audiences;

  /** The client's calls block. */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ApiServerReviews(KubernetesClient client, Audiences audiences) {
    this.client = client;
    this.audiences = audiences;
  }

  /** Whose token it is; empty if it is nobody's, is over, or is meant for somebody else. */
  @Timeout(value = PATIENCE_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(
      requestVolumeThreshold = 6,
      delay = BREAK_SECONDS,
      delayUnit = ChronoUnit.SECONDS,
      skipOn = BulkheadException.class)
  @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
  Uni<Optional<Caller>> whoHas(String token) {
    return blocking(() -> review(token));
  }

  /** Whether somebody may get {@code teams/spend} there. */
  @Timeout(value = PATIENCE_SECONDS, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(
      requestVolumeThreshold = 6,
      delay = BREAK_SECONDS,
      delayUnit = ChronoUnit.SECONDS,
      skipOn = BulkheadException.class)
  @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
  Uni<Boolean> may(Caller caller, Scope scope) {
    return blocking(() -> access(caller, scope));
  }

  private <T> Uni<T> blocking(Supplier<T> question) {
    return Uni.createFrom().item(question).runSubscriptionOn(threads);
  }

  private Optional<Caller> review(String token) {
    TokenReview question =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audiences.names())
            .endSpec()
            .build();
    TokenReviewStatus answer = client.tokenReviews().create(question).getStatus();
    boolean known = Boolean.TRUE.equals(answer.getAuthenticated());
    // An API server that knows no audiences says nothing of them, and has not looked.
    boolean meant =
        audiences.names().isEmpty()
            || !Collections.disjoint(audiences.names(), answer.getAudiences());
    return known && meant ? Optional.of(caller(answer)) : Optional.empty();
  }

  private static Caller caller(TokenReviewStatus answer) {
    var user = answer.getUser();
    return new Caller(
        user.getUsername(),
        Objects.requireNonNullElse(user.getUid(), ""),
        Objects.requireNonNullElse(user.getGroups(), List.of()),
        Objects.requireNonNullElse(user.getExtra(), Map.of()));
  }

  private boolean access(Caller caller, Scope scope) {
    SubjectAccessReview question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(caller.user())
            .withUid(caller.uid())
            .withGroups(caller.groups())
            .withExtra(caller.extra())
            .withResourceAttributes(spendOf(scope))
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(question)
        .getStatus()
        .getAllowed();
  }

  private static ResourceAttributes spendOf(Scope scope) {
    ResourceAttributesBuilder spend =
        new ResourceAttributesBuilder()
            .withVerb("get")
            .withGroup("keelage.dev")
            .withResource("teams")
            .withSubresource("spend");
    return switch (scope) {
      case Scope.OfTeam team -> spend.withNamespace(team.namespace()).withName(team.name()).build();
      case Scope.OfNamespace all -> spend.withNamespace(all.namespace()).build();
      case Scope.Everything all -> spend.build();
    };
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
