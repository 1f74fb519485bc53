package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.Digests;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names of the counters in Redis, the same for the gateways that count and the operator that reads.
 * Every name begins with a hash tag, so that on Redis Cluster all counters of one tenant (see
 * {@link Tenancy}) live in one slot and one script covers them.
 */
public final class CounterNames {
  /** Into how many tags tenants are hashed, and budgets that span several of them. */
  public static final int TAGS = 64;

  private static final int NAME_DIGEST_LENGTH = 32;
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");

  private static final List<String> TENANT_TAGS = tags("{kl%02d}");
  private static final List<String> SHARED_TAGS = tags("{klb%02d}");
  private static final List<String> ALL_TAGS =
      Stream.concat(TENANT_TAGS.stream(), SHARED_TAGS.stream()).toList();

  private static final String BUDGET = ":budget:";

  /** Calls that name no user, or no customer, share what each one of these has for itself. */
  public static final String NOBODY = "-";

  /** How long a month's counter is kept from its beginning on: the month, and the one after it. */
  public static final Duration SPENT_KEPT = Duration.ofDays(62);

  /** Ended windows of budgets stay readable for late bookings and for people. */
  private static final Duration BUDGET_KEPT = Duration.ofDays(3);

  private CounterNames() {}

  private static List<String> tags(String format) {
    return IntStream.range(0, TAGS)
        .mapToObj(number -> String.format(Locale.ROOT, format, number))
        .toList();
  }

  /** The tags that have a ledger stream: those of tenants. */
  public static List<String> tenantTags() {
    return TENANT_TAGS;
  }

  /** Every tag there is. */
  public static List<String> allTags() {
    return ALL_TAGS;
  }

  /** {@code {kl00}} to {@code {kl63}}. */
  public static String tenantTag(String rootTenantId) {
    return TENANT_TAGS.get(number(rootTenantId));
  }

  /** {@code {klb00}} to {@code {klb63}}: of a budget that several tenants share. */
  public static String sharedBudgetTag(String budgetId) {
    return SHARED_TAGS.get(number(budgetId));
  }

  /** HASH with {@code spent} and {@code reserved}, integers of 10^-10 USD. */
  public static String budget(String tag, String budgetId, String windowId) {
    return tag + BUDGET + budgetId + ":" + windowId;
  }

  /**
   * When a budget's counter goes.
   *
   * @param resetsAt when its window ends
   */
  public static Instant budgetExpiry(Instant resetsAt) {
    return resetsAt.plus(BUDGET_KEPT);
  }

  /**
   * HASH with what a budget spent by the hour, so that a window may be declared anew: see {@link
   * BudgetHistory}.
   *
   * @param policyId the budget's id; for one who has the limit for itself, {@code id#who}
   */
  public static String history(String tag, String policyId) {
    return tag + ":history:" + policyId;
  }

  /**
   * The history of a budget that a counter is of.
   *
   * @param budgetKey see {@link #budget}
   * @throws IllegalArgumentException if it is the name of something else
   */
  public static String historyOf(String budgetKey) {
    int policy = budgetKey.indexOf(BUDGET);
    int window = budgetKey.lastIndexOf(':');
    if (policy < 0 || window < policy + BUDGET.length()) {
      throw new IllegalArgumentException("not a budget's counter: " + budgetKey);
    }
    return history(
        budgetKey.substring(0, policy), budgetKey.substring(policy + BUDGET.length(), window));
  }

  /** HASH with the tags under which a budget was ever counted as fields. */
  public static String homes(String budgetId) {
    return sharedBudgetTag(budgetId) + ":homes:" + budgetId;
  }

  /** What a key spent in a calendar month (UTC), integer of 10^-10 USD; for its status. */
  public static String keySpent(String tag, String keyId, YearMonth month) {
    return tag + ":spent:key:" + keyId + ":" + MONTH.format(month);
  }

  /** What a team and its descendants spent in a calendar month (UTC), integer of 10^-10 USD. */
  public static String teamSpent(String tag, String teamId, YearMonth month) {
    return tag + ":spent:team:" + teamId + ":" + MONTH.format(month);
  }

  /**
   * Requests in a window.
   *
   * @param policyId see {@link #keyPolicy} and {@link #teamPolicy}
   */
  public static String requests(String tag, String policyId, String windowId) {
    return tag + ":req:" + policyId + ":" + windowId;
  }

  /** Tokens in a window. */
  public static String tokens(String tag, String policyId, String windowId) {
    return tag + ":tok:" + policyId + ":" + windowId;
  }

  /** ZSET of call ids in flight, scored by their expiry. */
  public static String concurrency(String tag, String policyId) {
    return tag + ":conc:" + policyId;
  }

  /** One reservation. */
  public static String reservation(String tag, String callId) {
    return tag + ":res:" + callId;
  }

  /** ZSET of call ids with a reservation, scored by its expiry; the reaper's work list. */
  public static String reservations(String tag) {
    return tag + ":resx";
  }

  /** HASH of what gateways have on loan, by kind, counter and loan. */
  public static String onLoan(String tag) {
    return tag + ":lent";
  }

  /** ZSET of loans, scored by their expiry. */
  public static String loans(String tag) {
    return tag + ":lentx";
  }

  /**
   * HASH of calls that a gateway decided by itself and that run, by call id.
   *
   * @param decider unique among all event loops of all lives of all gateways
   */
  public static String begun(String tag, String decider) {
    return tag + ":begun:" + decider;
  }

  /** ZSET of gateways that decide by themselves, scored by when they are taken for dead. */
  public static String deciders(String tag) {
    return tag + ":begunx";
  }

  /** STREAM of ledger entries on their way to Postgres. */
  public static String ledger(String tag) {
    return tag + ":ledger";
  }

  /** STREAM of ledger entries that the book refuses, for people to look at. */
  public static String parkedLedger(String tag) {
    return tag + ":ledger:parked";
  }

  /**
   * Number of the last batch of bookings that a writer stored.
   *
   * @param tag of all that the writer books; empty where keys need not share a slot
   * @param writer unique among all lives of all gateways
   */
  public static String booked(String tag, String writer) {
    return (tag.isEmpty() ? "keelage" : tag) + ":booked:" + writer;
  }

  /**
   * Number of the last batch of a re-rating that moved counters.
   *
   * @param run unique among all re-ratings
   */
  public static String reRated(String tag, String run) {
    return tag + ":rerated:" + run;
  }

  /** What a policy's names begin with where each key, user or customer has it for itself. */
  public static String ofEach(String policyId) {
    return policyId + "#";
  }

  /** What a policy is called where each key has it for itself, for one of them. */
  public static String ofKey(String policyId, String keyId) {
    return policyId + "#key-" + keyId;
  }

  /**
   * The same of each user.
   *
   * @param user a digest of the name, never the name itself
   */
  public static String ofUser(String policyId, String user) {
    return policyId + "#user-" + user;
  }

  /**
   * The same of each customer.
   *
   * @param customer a digest of the name, never the name itself
   */
  public static String ofCustomer(String policyId, String customer) {
    return policyId + "#customer-" + customer;
  }

  /** What stands in a counter's name for the name of a user or customer. */
  public static String digestOf(String name) {
    return Digests.sha256Hex(name).substring(0, NAME_DIGEST_LENGTH);
  }

  /** The limits of a VirtualKey; a key and a team may share an id. */
  public static String keyPolicy(String keyId) {
    return "key:" + keyId;
  }

  /** The limits of a Team. */
  public static String teamPolicy(String teamId) {
    return "team:" + teamId;
  }

  private static int number(String id) {
    return Integer.remainderUnsigned(
        Integer.parseUnsignedInt(Digests.sha256Hex(id), 0, 8, 16), TAGS);
  }
}
