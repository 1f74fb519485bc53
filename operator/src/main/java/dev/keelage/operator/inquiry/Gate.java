package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.access.Caller;
import dev.keelage.operator.inquiry.access.Doorkeeper;
import dev.keelage.operator.inquiry.access.Scope;
import dev.keelage.operator.inquiry.book.Booked;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Lets questions through to the ledger, or fails with what the asker is told. */
@ApplicationScoped
class Gate {
  private final Doorkeeper doorkeeper;

  Gate(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  /** Somebody known; goes on in the context of the request, where Hibernate wants to be asked. */
  Uni<Caller> known(HttpHeaders headers) {
    List<String> sent = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
    Optional<String> one =
        sent == null || sent.size() != 1 ? Optional.empty() : Optional.of(sent.getFirst());
    return doorkeeper
        .who(one)
        .emitOn(requestContext())
        .map(who -> who.orElseThrow(() -> new Unanswered(Problem.unknownCaller())));
  }

  /** Fails if the caller may not know of the calls in that scope. */
  Uni<Void> demand(Caller caller, Scope scope) {
    return doorkeeper
        .may(caller, scope)
        .emitOn(requestContext())
        .map(
            may -> {
              if (!may) {
                throw new Unanswered(Problem.forbidden(caller.user(), scope.text()));
              }
              return may;
            })
        .replaceWithVoid();
  }

  /** Whether the caller may know of that call: who may know of its team, or of its root team. */
  Uni<Boolean> may(Caller caller, Booked call) {
    Booked.Origin origin = call.origin();
    if (origin.team().isEmpty()) {
      return doorkeeper.may(caller, withoutTeam(origin.key())).emitOn(requestContext());
    }
    Scope team = Scope.OfTeam.of(origin.team().get());
    Scope root = Scope.OfTeam.of(origin.tenant());
    Executor here = requestContext();
    return doorkeeper
        .may(caller, team)
        .flatMap(
            may ->
                may || root.equals(team)
                    ? Uni.createFrom().item(may)
                    : doorkeeper.may(caller, root))
        .emitOn(here);
  }

  /** A key without a team is its namespace's. */
  private static Scope withoutTeam(String key) {
    return new Scope.OfNamespace(key.substring(0, Math.max(0, key.indexOf('/'))));
  }

  private static Executor requestContext() {
    Context context = Objects.requireNonNull(Vertx.currentContext());
    return task -> context.runOnContext(nothing -> task.run());
  }
}
