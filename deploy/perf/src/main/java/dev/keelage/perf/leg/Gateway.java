package dev.keelage.perf.leg;

import dev.keelage.perf.process.Child;
import dev.keelage.perf.upstream.Tally;
import dev.keelage.perf.upstream.UpstreamProcess;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway as a process, with a Redis and a Postgres of its own on the other cores. It reads its
 * resources from a directory, so nothing is measured but the way of a call.
 */
public final class Gateway implements Leg {
  /** What the callers' key is subject to. */
  public enum Rule {
    /** Nothing: looked up, passed on, priced and booked. */
    PLAIN("gateway, plain", "plain"),
    /** Limits of key and team and a budget: reserved before and settled after, too. */
    GOVERNED("gateway, governed", "governed"),
    /** The limits of the key. */
    ONE_POLICY("gateway, 1 policy", "policies-1"),
    /** Limits of a key, its team and the team above, and two budgets. */
    FIVE_POLICIES("gateway, 5 policies", "policies-5"),
    /** Limits of a key and of three teams, one above the other, and eight budgets. */
    TWELVE_POLICIES("gateway, 12 policies", "policies-12"),
    /** The same three without loans: Redis is asked before every call. */
    ONE_POLICY_ASKED("gateway, 1 policy, no loans", "policies-1", false),
    FIVE_POLICIES_ASKED("gateway, 5 policies, no loans", "policies-5", false),
    TWELVE_POLICIES_ASKED("gateway, 12 policies, no loans", "policies-12", false);

    /** What every run measures. */
    public static final List<Rule> MAIN = List.of(PLAIN, GOVERNED);

    /** What policies cost, one by one, and what loans save. */
    public static final List<Rule> POLICIES =
        List.of(
            ONE_POLICY,
            FIVE_POLICIES,
            TWELVE_POLICIES,
            ONE_POLICY_ASKED,
            FIVE_POLICIES_ASKED,
            TWELVE_POLICIES_ASKED);

    private final String title;
    private final String resources;
    private final boolean loans;

    Rule(String title, String resources) {
      this(title, resources, true);
    }

    Rule(String title, String resources, boolean loans) {
      this.title = title;
      this.resources = resources;
      this.loans = loans;
    }

    private String folder() {
      return loans ? resources : resources + "-asked";
    }

    public String title() {
      return title;
    }
  }

  /** The packaged gateway, from the root of the work tree. */
  public static final Path JAR = Path.of("gateway/target/quarkus-app/quarkus-run.jar");

  private static final String CALLER_KEY = "kl-PerfPerfPerfPerfPerfPerfPerfPerfPerfPerfPer";

  private final Rule rule;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final Child child;
  private final int port;
  private final String account;
  private final Duration firstAnswer;

  private Gateway(Rule rule, Site site, List<String> jvm) throws IOException, InterruptedException {
    Path home = site.work().resolve(rule.folder()).toAbsolutePath();
    Path resources = home.resolve("resources");
    this.rule = rule;
    this.redis = RedisServer.start();
    this.postgres = PostgresServer.start();
    this.port = FreePort.next();
    // Another one for each start: what a training run spent is not in this one's books.
    this.account = "sk-" + rule.folder() + "-" + port;
    writeResources(rule, account, site, resources);
    long begin = System.nanoTime();
    this.child =
        Child.server(
            site.cpus().proxy(),
            command(jvm, resources),
            environment(rule, port, redis, postgres, home),
            home.resolve("output.log"));
    this.firstAnswer = FirstAnswer.of(child, begin, port, CALLER_KEY);
  }

  /** Starts it with these JVM flags, empty books and counters, and waits for its first answer. */
  public static Gateway start(Rule rule, Site site, List<String> jvm)
      throws IOException, InterruptedException {
    return new Gateway(rule, site, jvm);
  }

  private static void writeResources(Rule rule, String account, Site site, Path directory)
      throws IOException {
    Map<String, Object> values =
        Map.of(
            "UPSTREAM_PORT",
            site.upstreamPort(),
            "VENDOR_KEY",
            account,
            "CALLER_KEY",
            CALLER_KEY,
            "INPUT_PRICE",
            Ledger.INPUT_PRICE,
            "OUTPUT_PRICE",
            Ledger.OUTPUT_PRICE);
    Template.write("models.yaml", values, directory.resolve("models.yaml"));
    Template.write(rule.resources + ".yaml", values, directory.resolve("keys.yaml"));
  }

  private static List<String> command(List<String> jvm, Path resources) {
    List<String> command = new ArrayList<>(List.of(Child.java()));
    command.addAll(jvm);
    command.addAll(List.of("-jar", JAR.toString(), "--resources", resources.toString()));
    return command;
  }

  private static Map<String, String> environment(
      Rule rule, int port, RedisServer redis, PostgresServer postgres, Path home) {
    return Map.of(
        "KEELAGE_HOST", "127.0.0.1",
        "KEELAGE_PORT", Integer.toString(port),
        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.next()),
        "KEELAGE_REDIS_URL", redis.uri(),
        "KEELAGE_REDIS_LOANS", Boolean.toString(rule.loans),
        "KEELAGE_POSTGRES_URL", postgres.uri(),
        "KEELAGE_STATE_DIR", home.resolve("state").toString(),
        // As the chart has it: bookings survive a kill.
        "KEELAGE_JOURNAL_DIR", home.resolve("journal").toString());
  }

  /** From the start of the process to its first right answer. */
  Duration startTime() {
    return firstAnswer;
  }

  /** The ledger beside what the vendor counted, once all calls are booked. */
  public Books books(UpstreamProcess vendor) throws IOException, InterruptedException {
    Tally tally = vendor.calls().getOrDefault(account, Tally.NONE);
    return Ledger.settled(postgres, tally);
  }

  @Override
  public String title() {
    return rule.title();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String key() {
    return CALLER_KEY;
  }

  @Override
  public Optional<Child> proxy() {
    return Optional.of(child);
  }

  @Override
  public Optional<Duration> firstAnswer() {
    return Optional.of(firstAnswer);
  }

  @Override
  public void close() {
    child.close();
    postgres.close();
    redis.close();
  }
}
