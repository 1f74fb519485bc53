package dev.keelage.operator;

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

  /** Namespaces whose resources are served; none named = all. */
  Optional<List<String>> watchNamespaces();

  /** {@link #watchNamespaces} as a list; empty = all. */
  default List<String> watched() {
    return watchNamespaces().orElse(List.of());
  }

  /** Namespaces where a Guardrail reaches every call; none named = the operator's own. */
  Optional<List<String>> platformNamespaces();

  /** What issued Secrets name as OPENAI_BASE_URL and base-url; none = the gateway Service. */
  Optional<String> baseUrl();

  /** The base URL that is used. */
  default String baseUrlOrService() {
    return baseUrl().orElseGet(() -> "http://keelage." + namespace() + ".svc:8080/v1");
  }

  Redis redis();

  Postgres postgres();

  Mock mock();

  Usage usage();

  Keys keys();

  LeaderElection leaderElection();

  /** The shared counters. */
  interface Redis {
    /** {@code redis://host:port}; none = spending is not shown in status. */
    Optional<String> url();
  }

  /** The ledger. */
  interface Postgres {
    /** {@code postgresql://user:password@host:port/database}; none = no ledger schema is made. */
    Optional<String> url();
  }

  /** Providers of type Mock. */
  interface Mock {
    /** Whether they are served; for demos and load tests. */
    @WithDefault("false")
    boolean enabled();
  }

  /** Spending in status. */
  interface Usage {
    /** How often the counters are read. */
    @WithDefault("15s")
    Duration interval();

    /** How many objects are patched per second at the most. */
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
    @WithDefault("true")
    boolean enabled();

    @WithDefault("15s")
    Duration leaseDuration();

    @WithDefault("10s")
    Duration renewDeadline();

    @WithDefault("2s")
    Duration retryPeriod();

    /** Name of this operator in the Lease; none = the host name. */
    Optional<String> identity();

    /** The identity that is used. */
    default String identityOrHostName() {
      return identity()
          .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
          .orElseGet(() -> "keelage-operator-" + ProcessHandle.current().pid());
    }
  }
}
