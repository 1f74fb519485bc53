package dev.keelage.operator;

import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the operator; each is an environment variable {@code KEELAGE_…}. */
@ConfigMapping(prefix = "keelage")
public interface OperatorSettings {
  /** The namespace the operator and the gateways run in: snapshot Secrets and Leases are there. */
  @WithDefault("keelage")
  String namespace();

  /** Namespaces whose resources are served. Absent: all. */
  Optional<List<String>> watchNamespaces();

  /** {@link #watchNamespaces} as a list; empty = all. */
  default List<String> watched() {
    return watchNamespaces().orElse(List.of());
  }

  /** Namespaces whose Guardrails reach every call. Absent: the operator's own. */
  Optional<List<String>> platformNamespaces();

  /**
   * What issued Secrets name as {@code OPENAI_BASE_URL} and {@code base-url}. Absent: the Service
   * {@code keelage} in the own namespace.
   */
  Optional<String> baseUrl();

  /** The base URL that is used. */
  default String baseUrlOrService() {
    return baseUrl().orElseGet(() -> "http://keelage." + namespace() + ".svc:8080/v1");
  }

  Redis redis();

  Postgres postgres();

  Ledger ledger();

  LedgerApi ledgerApi();

  Mock mock();

  Usage usage();

  Keys keys();

  LeaderElection leaderElection();

  /** The shared counters. */
  interface Redis {
    /**
     * Where the gateways' counters are, for example {@code redis://redis:6379}. Several, separated
     * by commas: seeds of a cluster, or sentinels. Absent: spending is not shown.
     */
    Optional<List<String>> url();

    /** How Redis is run: {@code single}, {@code sentinel} or {@code cluster}. */
    @WithDefault("single")
    RedisMode mode();

    /** What the sentinels call the master. */
    Optional<String> masterName();

    /** All of it together. */
    default RedisAddress address() {
      return new RedisAddress(mode(), url().orElse(List.of()), masterName());
    }
  }

  /** The ledger. */
  interface Postgres {
    /**
     * Where the ledger's schema is made, for example {@code
     * postgresql://keelage:password@postgres:5432/keelage}. Absent: none is made.
     */
    Optional<String> url();
  }

  /** What becomes of the ledger's rows. */
  interface Ledger {
    /** How often new rows are added to the sums by hour and day. */
    @WithDefault("60s")
    Duration rollUpInterval();

    /**
     * How long rows are kept, in whole days, for example {@code 90d}; their sums stay. Absent: for
     * ever.
     */
    Optional<Duration> retention();
  }

  /** Questions about the ledger over HTTP. */
  interface LedgerApi {
    /** Whether the operator answers questions about the ledger; needs Postgres. */
    @WithDefault("false")
    boolean enabled();

    /** Where it answers them. */
    @WithDefault("8090")
    int port();

    /**
     * Audiences of which a token must have one. Absent: the API server's own, which {@code kubectl
     * create token} gives.
     */
    Optional<List<String>> audiences();
  }

  /** Providers of type Mock. */
  interface Mock {
    /** Whether Providers of type Mock are served; for demos and load tests. */
    @WithDefault("false")
    boolean enabled();
  }

  /** Spending in status. */
  interface Usage {
    /** How often what was spent is read from the counters. */
    @WithDefault("15s")
    Duration interval();

    /**
     * How many objects per second get a new status that says little new: spending, or the number of
     * gateways.
     */
    @WithDefault("20")
    int patchesPerSecond();
  }

  /** Virtual keys. */
  interface Keys {
    /** How long a new key waits for every live gateway before it is shown all the same. */
    @WithDefault("10s")
    Duration acceptanceTimeout();
  }

  /** Which of several operators works. */
  interface LeaderElection {
    /** Whether one of several operators is elected. {@code false}: this must be the only one. */
    @WithDefault("true")
    boolean enabled();

    /** How long the leader may be silent before another one takes over. */
    @WithDefault("15s")
    Duration leaseDuration();

    /** How long the leader tries to renew before it gives up and ends. */
    @WithDefault("10s")
    Duration renewDeadline();

    /** How often the leader renews and the others look. */
    @WithDefault("2s")
    Duration retryPeriod();

    /** Name of this operator in the Lease. Absent: the host name. */
    Optional<String> identity();

    /** The identity that is used. */
    default String identityOrHostName() {
      return identity()
          .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
          .orElseGet(() -> "keelage-operator-" + ProcessHandle.current().pid());
    }
  }
}
