package dev.keelage.gateway.store.redis.reserve;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.claim.TenantNames;
import dev.keelage.gateway.store.redis.settle.Orphan;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reserves what calls draw on, one hash tag after the other: all of it, or none. Safe from any
 * thread.
 */
public final class Reservations {
  private final VertxInternal vertx;
  private final LiveReservations live;
  private final Consumer<ReserveOrder> reserve;
  private final Consumer<SettleOrder> settle;

  /** A call on its way through its tags. */
  private record Draw(
      CallFacts facts,
      TenantNames.Names names,
      List<TagClaims> parts,
      long reservedCost,
      Standing[] standings) {

    Decision granted() {
      return new Decision.Granted(List.of(standings));
    }

    Decision refused(int claim) {
      return new Decision.Refused(claim, List.of(standings));
    }
  }

  public Reservations(
      VertxInternal vertx,
      LiveReservations live,
      Consumer<ReserveOrder> reserve,
      Consumer<SettleOrder> settle) {
    this.vertx = vertx;
    this.live = live;
    this.reserve = reserve;
    this.settle = settle;
  }

  /**
   * @param parts the tenant's first
   * @param reservedCost 10^-10 USD
   * @return fails with {@link StoreUnavailable}
   */
  public Future<Decision> reserve(
      CallFacts facts, TenantNames.Names names, List<TagClaims> parts, long reservedCost) {
    int claims = parts.stream().mapToInt(part -> part.claims().size()).sum();
    Standing[] standings = new Standing[claims];
    Arrays.fill(standings, new Standing(0, 0));
    return reserve(new Draw(facts, names, parts, reservedCost, standings), 0);
  }

  private Future<Decision> reserve(Draw draw, int next) {
    TagClaims part = draw.parts().get(next);
    Promise<Decision> answer = vertx.promise();
    String callId = draw.facts().callId();
    reserve.accept(new ReserveOrder(part.tag(), callId, record(draw, part), part.claims(), answer));
    return answer
        .future()
        .recover(failure -> Future.failedFuture(next == 0 ? failure : holding(failure)))
        .compose(decision -> decided(draw, next, decision));
  }

  private Future<Decision> decided(Draw draw, int next, Decision decision) {
    TagClaims part = draw.parts().get(next);
    part.place(decision.standings(), draw.standings());
    return switch (decision) {
      case Decision.Refused refused -> {
        draw.parts().subList(0, next).forEach(held -> release(held, draw.facts().callId()));
        yield Future.succeededFuture(draw.refused(part.positions().get(refused.claim())));
      }
      case Decision.Granted _ -> {
        live.add(draw.facts(), part);
        yield next + 1 < draw.parts().size()
            ? reserve(draw, next + 1)
            : Future.succeededFuture(draw.granted());
      }
    };
  }

  /** What was reserved before this failure is held. */
  private static StoreUnavailable holding(Throwable failure) {
    return new StoreUnavailable(String.valueOf(failure.getMessage()), true);
  }

  private static String record(Draw draw, TagClaims part) {
    List<TagClaims> parts = draw.parts();
    return part.home()
        ? ReservationRecord.ofHome(
            part,
            draw.names().spending(),
            Orphan.of(draw.facts(), part.claims(), draw.reservedCost()),
            parts.subList(1, parts.size()))
        : ReservationRecord.ofOther(part, parts.getFirst().tag());
  }

  public void release(TagClaims part, String callId) {
    live.remove(callId);
    settle.accept(SettleOrder.release(part, callId));
  }
}
