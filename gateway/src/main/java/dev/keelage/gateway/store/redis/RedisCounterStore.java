package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.CounterStore;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.BookingStore;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.LedgerOutbox;
import dev.keelage.gateway.store.LedgerRow;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.book.Bookings;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.claim.TenantNames;
import dev.keelage.gateway.store.redis.lane.LocalCalls;
import dev.keelage.gateway.store.redis.lane.RedisLanes;
import dev.keelage.gateway.store.redis.lane.RunningCall;
import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.recover.Reaper;
import dev.keelage.gateway.store.redis.recover.Recovery;
import dev.keelage.gateway.store.redis.reserve.AttemptHolds;
import dev.keelage.gateway.store.redis.reserve.LiveReservations;
import dev.keelage.gateway.store.redis.reserve.Reservations;
import dev.keelage.gateway.store.redis.reserve.ReserveOrder;
import dev.keelage.gateway.store.redis.settle.Orphan;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.gateway.store.redis.settle.SettleOrderJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Limits, budgets and bookings in Redis: one script call reserves everything a call draws on,
 * another one books its end together with its ledger entry. A budget that spans tenants has a hash
 * tag of its own and costs a second call of each.
 */
public final class RedisCounterStore implements CounterStore, BookingStore {
  private static final Logger LOG = Logger.getLogger(RedisCounterStore.class);

  private final VertxInternal vertx;
  private final RedisLanes lanes;
  private final LiveReservations live;
  private final Reservations reservations;
  private final Roster roster;
  private final Reaper reaper;
  private final Bookings bookings;
  private final BudgetMoves moves;
  private final AttemptHolds attempts;
  private final LocalCalls local;

  private final TenantNames names = new TenantNames();
  private final RedisLedgerOutbox outbox;
  private final StoreSignals signals;
  private final Optional<Journal> journal;

  private RedisCounterStore(
      Vertx vertx, RedisSettings settings, StoreSignals signals, Optional<Journal> journal) {
    this.journal = journal;
    this.vertx = (VertxInternal) vertx;
    this.signals = signals;
    Set<String> written = ConcurrentHashMap.newKeySet();
    this.bookings = new Bookings(settings.maxWaitingBookings(), journal, written);
    this.lanes = new RedisLanes(vertx, settings, signals, bookings, this::liveGateways);
    BackgroundLink link = lanes.backgroundLink();
    this.outbox = new RedisLedgerOutbox(link, settings.instance(), written);
    this.live = new LiveReservations(link, settings.reservationTtl());
    this.local = new LocalCalls(lanes, bookings, signals, settings.loans() && journal.isPresent());
    this.roster = new Roster(link, settings.instance());
    this.reaper = new Reaper(link, this::settle);
    this.moves = new BudgetMoves(link);
    Consumer<ReserveOrder> reserve = order -> lanes.current().reserve(order);
    this.reservations = new Reservations(this.vertx, live, reserve, this::settle);
    this.attempts = new AttemptHolds(this.vertx, live, reserve, this::settle);
  }

  /**
   * Connects, and starts to look after reservations: those of its own that last, and those that
   * others left.
   */
  public static RedisCounterStore start(Vertx vertx, RedisSettings settings, StoreSignals signals) {
    return start(vertx, settings, signals, Optional.empty());
  }

  /**
   * The same with a journal: bookings that are not in Redis survive the process, and what the last
   * one left is booked now.
   */
  public static RedisCounterStore start(
      Vertx vertx, RedisSettings settings, StoreSignals signals, Optional<Journal> journal) {
    RedisCounterStore store = new RedisCounterStore(vertx, settings, signals, journal);
    journal.ifPresent(store::recover);
    store.live.start(vertx);
    store.roster.start(vertx);
    store.reaper.start(vertx);
    store.moves.start(vertx);
    return store;
  }

  private void recover(Journal from) {
    new Recovery(bookings, lanes.background(), from).run();
  }

  /** Whether Redis answers, as the connection in the background sees it. */
  public boolean reachable() {
    return lanes.backgroundLink().up();
  }

  /** How many bookings wait for Redis. */
  public int waitingBookings() {
    return bookings.waiting();
  }

  /** Where the ledger entries of booked calls wait for the book. */
  public LedgerOutbox outbox() {
    return outbox;
  }

  /**
   * Has what was spent follow budgets whose counters move.
   *
   * @param tags under which each budget is counted from now on, by budget id; by budget id and
   *     {@code #} where each key, user or customer has one to itself
   */
  public void countsBudgets(Map<String, String> tags) {
    moves.counted(tags);
  }

  @Override
  public boolean acceptsBookings() {
    return bookings.acceptsMore();
  }

  @Override
  public int liveGateways() {
    return roster.gateways();
  }

  @Override
  public Future<Decision> reserve(CallFacts facts, List<Claim> claims, long reservedCost) {
    TenantNames.Names of = names(facts);
    List<TagClaims> parts = TagClaims.of(of.tag(), claims);
    Optional<Decision> here = local.decide(facts, of, parts, reservedCost);
    if (here.isPresent()) {
      return Future.succeededFuture(here.get());
    }
    return reservations.reserve(facts, of, parts, reservedCost);
  }

  @Override
  public Future<Decision> reserveAttempt(
      CallFacts facts, int attempt, String tag, List<Claim> claims) {
    return attempts.reserve(facts, attempt, names(facts).tag(), tag, claims);
  }

  @Override
  public void releaseAttempt(CallFacts facts, int attempt) {
    attempts.release(facts.callId(), attempt);
  }

  @Override
  public boolean begin(Reservation reservation) {
    CallFacts facts = reservation.facts();
    TenantNames.Names of = names(facts);
    if (reservation.claims().isEmpty()) {
      return local.begin(facts, of, reservation.reservedCost());
    }
    List<String> noted = new ArrayList<>();
    for (TagClaims part : TagClaims.of(of.tag(), reservation.claims())) {
      LedgerEntry orphan = Orphan.of(facts, part.claims(), reservation.reservedCost());
      // Its booking, when it comes, has the same id and takes the place of this one.
      SettleOrder order = settleOrder(of, part, reservation, orphan);
      if (!bookings.begun(order.id(), note -> SettleOrderJson.write(note, order))) {
        noted.forEach(bookings::notMade);
        return false;
      }
      noted.add(order.id());
    }
    return true;
  }

  @Override
  public void release(CallFacts facts, List<Claim> claims) {
    TagClaims.of(names(facts).tag(), claims)
        .forEach(part -> reservations.release(part, facts.callId()));
  }

  @Override
  public void book(Reservation reservation, LedgerEntry entry) {
    attempts.book(entry, reservation.reservedCost());
    TenantNames.Names of = names(reservation.facts());
    Optional<RunningCall> here = local.end(entry.callId());
    if (here.isPresent()) {
      bookHere(here.get(), entry);
      return;
    }
    if (reservation.claims().isEmpty()) {
      bookUnheld(of, entry);
      return;
    }
    for (TagClaims part : parts(of, reservation)) {
      settle(settleOrder(of, part, reservation, entry));
    }
  }

  /** As they were worked out to reserve, if all of them were. */
  private List<TagClaims> parts(TenantNames.Names of, Reservation reservation) {
    List<TagClaims> held = live.remove(reservation.facts().callId());
    int claims = held.stream().mapToInt(part -> part.claims().size()).sum();
    return claims == reservation.claims().size()
        ? held
        : TagClaims.of(of.tag(), reservation.claims());
  }

  private static SettleOrder settleOrder(
      TenantNames.Names of, TagClaims part, Reservation reservation, LedgerEntry entry) {
    return SettleOrder.settle(
        part,
        entry.callId(),
        part.home() ? LedgerRow.encode(entry) : "",
        part.home() ? of.spending() : List.of(),
        reservation.reservedCost(),
        entry.costUnits(),
        entry.usage());
  }

  private TenantNames.Names names(CallFacts facts) {
    return names.of(facts.caller(), facts.startedAt());
  }

  private void bookHere(RunningCall call, LedgerEntry entry) {
    if (bookings.add()) {
      call.book(entry);
    } else {
      call.drop();
      dropped(entry.callId(), LedgerEntryJson.encode(entry));
    }
  }

  private void bookUnheld(TenantNames.Names of, LedgerEntry entry) {
    if (bookings.add()) {
      lanes.current().book(of.tag(), of.spending(), entry);
    } else {
      dropped(entry.callId(), LedgerEntryJson.encode(entry));
    }
  }

  private void settle(SettleOrder order) {
    if (bookings.add(order)) {
      lanes.current().settle(order);
    } else {
      dropped(order.callId(), order.entry());
    }
  }

  private void dropped(String callId, String entry) {
    signals.bookingDropped();
    LOG.errorf("no room for another booking while redis is away: call %s, %s", callId, entry);
  }

  @Override
  public Future<Void> drain() {
    return bookings.drained(vertx);
  }

  /** Ends the work in the background and the connections. */
  public Future<Void> close() {
    live.stop();
    reaper.stop();
    moves.stop();
    return roster
        .stop()
        .transform(left -> lanes.close())
        .transform(closed -> journal.map(Journal::close).orElse(Future.succeededFuture()));
  }
}
