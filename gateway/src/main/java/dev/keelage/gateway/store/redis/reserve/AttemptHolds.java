package dev.keelage.gateway.store.redis.reserve;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What attempts of calls hold beside their calls: under an id of their own, since an attempt may
 * end and the next one hold something in the same place. Should this gateway die, they end as their
 * call ends at home.
 */
public final class AttemptHolds {
  private static final char MARK = '~';

  private final VertxInternal vertx;
  private final LiveReservations live;
  private final Consumer<ReserveOrder> reserve;
  private final Consumer<SettleOrder> settle;
  private final Map<String, List<Hold>> byCall = new ConcurrentHashMap<>();

  private record Hold(String id, List<TagClaims> parts) {
    Hold {
      parts = List.copyOf(parts);
    }
  }

  public AttemptHolds(
      VertxInternal vertx,
      LiveReservations live,
      Consumer<ReserveOrder> reserve,
      Consumer<SettleOrder> settle) {
    this.vertx = vertx;
    this.live = live;
    this.reserve = reserve;
    this.settle = settle;
  }

  /** The call that an id is of, be it the call's own or an attempt's. */
  public static String callOf(String id) {
    int mark = id.indexOf(MARK);
    return mark < 0 ? id : id.substring(0, mark);
  }

  /**
   * @param home tag where the call itself is booked
   */
  public Future<Decision> reserve(
      CallFacts facts, int attempt, String home, String tag, List<Claim> claims) {
    Standing[] standings = new Standing[claims.size()];
    Arrays.fill(standings, new Standing(0, 0));
    Hold hold = new Hold(facts.callId() + MARK + attempt, TagClaims.elsewhere(tag, claims));
    return reserve(facts, hold, home, 0, standings);
  }

  private Future<Decision> reserve(
      CallFacts facts, Hold hold, String home, int next, Standing[] standings) {
    TagClaims part = hold.parts().get(next);
    Promise<Decision> answer = vertx.promise();
    String record = ReservationRecord.ofOther(part, home);
    reserve.accept(new ReserveOrder(part.tag(), hold.id(), record, part.claims(), answer));
    return answer
        .future()
        .onFailure(
            away ->
                hold.parts()
                    .subList(0, mayHold(away) ? next + 1 : next)
                    .forEach(held -> release(held, hold.id())))
        .compose(decision -> decided(facts, hold, home, next, standings, decision));
  }

  private static boolean mayHold(Throwable failure) {
    return !(failure instanceof StoreUnavailable unavailable) || unavailable.mayHold();
  }

  private Future<Decision> decided(
      CallFacts facts, Hold hold, String home, int next, Standing[] standings, Decision decision) {
    TagClaims part = hold.parts().get(next);
    part.place(decision.standings(), standings);
    return switch (decision) {
      case Decision.Refused refused -> {
        hold.parts().subList(0, next).forEach(held -> release(held, hold.id()));
        yield Future.succeededFuture(
            new Decision.Refused(part.positions().get(refused.claim()), List.of(standings)));
      }
      case Decision.Granted _ -> {
        live.addAttempt(hold.id(), facts, part);
        if (next + 1 < hold.parts().size()) {
          yield reserve(facts, hold, home, next + 1, standings);
        }
        byCall.merge(facts.callId(), List.of(hold), AttemptHolds::with);
        yield Future.succeededFuture(new Decision.Granted(List.of(standings)));
      }
    };
  }

  public void release(String callId, int attempt) {
    String id = callId + MARK + attempt;
    List<Hold> rest = new ArrayList<>();
    for (Hold hold : byCall.getOrDefault(callId, List.of())) {
      if (hold.id().equals(id)) {
        hold.parts().forEach(part -> release(part, id));
      } else {
        rest.add(hold);
      }
    }
    // A call's attempts come one after the other, on one event loop.
    if (rest.isEmpty()) {
      byCall.remove(callId);
    } else {
      byCall.put(callId, List.copyOf(rest));
    }
  }

  /** What is held still ends as the call does. */
  public void book(LedgerEntry entry, long reservedCost) {
    List<Hold> holds = byCall.remove(entry.callId());
    if (holds == null) {
      return;
    }
    for (Hold hold : holds) {
      live.remove(hold.id());
      for (TagClaims part : hold.parts()) {
        settle.accept(
            SettleOrder.settle(
                part, hold.id(), "", List.of(), reservedCost, entry.costUnits(), entry.usage()));
      }
    }
  }

  private void release(TagClaims part, String id) {
    live.remove(id);
    settle.accept(SettleOrder.release(part, id));
  }

  private static List<Hold> with(List<Hold> holds, List<Hold> more) {
    List<Hold> all = new ArrayList<>(holds);
    all.addAll(more);
    return List.copyOf(all);
  }
}
