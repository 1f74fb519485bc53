package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The counters in Redis, as {@link Leases} borrows from them. Belongs to one event loop. */
final class Lender {
  /** In one script run. */
  private static final int MOST_RENEWED = 200;

  private final RedisLink link;
  private final String lifeMillis;

  /**
   * What Redis says.
   *
   * @param amount that is lent; 0 = the limit is near
   * @param used of the counter, this amount included
   */
  record Lent(long amount, long used) {}

  /**
   * @param lifeMillis of a loan that is not renewed
   */
  Lender(RedisLink link, long lifeMillis) {
    this.link = link;
    this.lifeMillis = Long.toString(lifeMillis);
  }

  boolean up() {
    return link.up();
  }

  /**
   * @param claim of the call for which it is asked
   */
  Future<Lent> lend(Loan loan, HeldClaim claim, LoanTerms terms) {
    List<String> arguments =
        List.of(
            kind(loan),
            Long.toString(claim.limit()),
            Long.toString(terms.amount()),
            Integer.toString(terms.parts()),
            Long.toString(terms.least()),
            Long.toString(claim.expiry()),
            loan.id,
            lifeMillis,
            Long.toString(loan.nextSlot));
    return link.run(Script.LEASE, keys(loan), arguments)
        .map(
            reply ->
                new Lent(
                    Long.parseLong(reply.get(0).toString()),
                    Long.parseLong(reply.get(1).toString())));
  }

  /** Should Redis be away, it counts as used until the loan, or its window, ends. */
  void giveBack(Loan loan, long amount) {
    link.run(Script.GIVE_BACK, keys(loan), List.of(kind(loan), Long.toString(amount), loan.id));
  }

  void giveBack(Loan loan, Iterable<String> slots) {
    Request request = Request.cmd(Command.ZREM).arg(loan.claim.key());
    slots.forEach(request::arg);
    link.send(request);
  }

  /**
   * Has a loan live on.
   *
   * @return whether all of it still did
   */
  Future<Boolean> renew(Loan loan) {
    if (Loan.ofSlots(loan.claim)) {
      return renew(loan.claim.key(), loan.allSlots());
    }
    if (!Loan.accounted(loan.claim)) {
      return Future.succeededFuture(true);
    }
    return renew(CounterNames.loans(loan.tag), List.of(LoanName.of(loan).text()));
  }

  private Future<Boolean> renew(String key, List<String> members) {
    List<Future<Integer>> parts = new ArrayList<>();
    for (int from = 0; from < members.size(); from += MOST_RENEWED) {
      parts.add(
          renewSome(key, members.subList(from, Math.min(members.size(), from + MOST_RENEWED))));
    }
    return Future.all(parts)
        .map(
            all ->
                all.<Integer>list().stream().mapToInt(Integer::intValue).sum() == members.size());
  }

  /**
   * @return how many still lived
   */
  private Future<Integer> renewSome(String key, List<String> members) {
    List<String> arguments = new ArrayList<>(1 + 2 * members.size());
    arguments.add(lifeMillis);
    for (String member : members) {
      arguments.add(member);
      arguments.add("0");
    }
    return link.run(Script.EXTEND, Collections.nCopies(members.size(), key), arguments)
        .map(Response::toInteger);
  }

  private static String kind(Loan loan) {
    return String.valueOf(loan.claim.kind());
  }

  private static List<String> keys(Loan loan) {
    String counter = loan.claim.key();
    if (!Loan.accounted(loan.claim)) {
      return List.of(counter);
    }
    String onLoan = CounterNames.onLoan(loan.tag);
    String loans = CounterNames.loans(loan.tag);
    return loan.claim.kind() == Loan.BUDGET
        ? List.of(counter, onLoan, loans, CounterNames.historyOf(counter))
        : List.of(counter, onLoan, loans);
  }
}
