package dev.keelage.gateway;

import dev.keelage.gateway.store.redis.link.RedisSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that can be set on a gateway. Each setting is an environment variable: {@code
 * keelage.redis.url} is {@code KEELAGE_REDIS_URL}.
 */
@ConfigMapping(prefix = "keelage")
public interface GatewaySettings {
  /** Port for callers. */
  @WithDefault("8080")
  int port();

  /** Address that the callers' port is bound to. */
  @WithDefault("0.0.0.0")
  String host();

  /**
   * Directory of resources to serve without Kubernetes; also the argument {@code --resources}.
   * Absent: the snapshot comes from the operator.
   */
  Optional<String> resources();

  /**
   * Where a standalone gateway keeps issued keys, counters and the ledger. Absent: {@code keelage}
   * below {@code $XDG_STATE_HOME} or {@code ~/.local/state}.
   */
  Optional<String> stateDir();

  /**
   * Namespace that the snapshot's Secrets and this gateway's Lease live in. Absent: the pod's own.
   */
  Optional<String> namespace();

  /** Name of this gateway among its kind. Absent: the host name. */
  Optional<String> instance();

  /**
   * {@code metadata.uid} of the pod that {@code keelage.instance} names: with the pod goes its
   * Lease, however the pod ended. Absent: the Lease of a gateway that is killed stays, and counts
   * for nothing.
   */
  Optional<String> podUid();

  /**
   * Whose status codes and error types callers of the OpenAI dialect expect: {@code litellm-1.81},
   * {@code litellm-1.104} or {@code strict-openai}.
   */
  @WithDefault("litellm-1.104")
  String compat();

  /**
   * Bound of the output of calls that set none, in tokens: what is reserved for them until it is
   * known how long a model's answers are, and at most.
   */
  @WithDefault("4096")
  int defaultMaxOutputTokens();

  /**
   * How many users and customers of one tenant (root team) a gateway counts by themselves in a day
   * (UTC), where limits and budgets are per user or customer. Those beyond share a counter.
   */
  @WithDefault("10000")
  int maxNamesPerTenant();

  /** Event loops that serve callers, each on a core of its own. 0: one per core. */
  @WithDefault("0")
  int eventLoops();

  Redis redis();

  Journal journal();

  Postgres postgres();

  Mock mock();

  Body body();

  Connection connection();

  Guard guard();

  Upstream upstream();

  Reservation reservation();

  Drain drain();

  Tracing tracing();

  /** The shared counters. */
  interface Redis {
    /**
     * Where Redis is, for example {@code redis://redis:6379}. Several, separated by commas: seeds
     * of a cluster, or sentinels. Standalone: absent starts one.
     */
    Optional<String> url();

    /** How Redis is run: {@code single}, {@code sentinel} or {@code cluster}. */
    @WithDefault("single")
    RedisSettings.Mode mode();

    /** What the sentinels call the master. */
    Optional<String> masterName();

    /** How long a new connection may take. */
    @WithDefault("250ms")
    Duration connectTimeout();

    /**
     * How long an answer may take. A later one ends the connection, and until there is a new one
     * every limit and budget does what its {@code whenStoreUnavailable} says.
     */
    @WithDefault("2s")
    Duration commandTimeout();

    /** How many bookings may wait in memory for Redis before calls are refused. */
    @WithDefault("100000")
    int maxWaitingBookings();

    /**
     * Whether calls far from their limits are decided out of what the gateway has borrowed from
     * Redis, if it has a journal; else Redis is asked before every call that anything limits.
     */
    @WithDefault("true")
    boolean loans();
  }

  /** Bookings that outlive the process. */
  interface Journal {
    /**
     * Directory for bookings that Redis does not have yet, and for calls in flight that hold
     * nothing in Redis, one per gateway; they are booked when a killed gateway starts again. In
     * Kubernetes an {@code emptyDir}. Absent: memory only.
     */
    Optional<Path> dir();

    /** Bound of the journal in bytes; a full one refuses calls. */
    @WithDefault("268435456")
    long maxBytes();
  }

  /** The ledger. */
  interface Postgres {
    /**
     * Where Postgres is, for example {@code postgresql://keelage@postgres/keelage}. Standalone:
     * absent starts one.
     */
    Optional<String> url();
  }

  /** The Mock provider. */
  interface Mock {
    /** Whether Providers of type Mock may answer. Absent: only standalone. */
    Optional<Boolean> enabled();
  }

  /** Request bodies. */
  interface Body {
    /** Largest accepted body, in bytes. */
    @WithDefault("33554432")
    long maxBytes();

    /**
     * What the bodies of all requests in flight may take together, in bytes; beyond, calls are
     * refused with 503 until some have ended. Absent: a quarter of the heap.
     */
    Optional<Long> maxTotalBytes();

    /** How long a caller may take to send a body. */
    @WithDefault("60s")
    Duration timeout();
  }

  /** Connections of callers. */
  interface Connection {
    /** How long a connection may stay open without a call on it. */
    @WithDefault("3m")
    Duration idleTimeout();

    /** Largest accepted sum of a request's headers, in bytes. */
    @WithDefault("16384")
    int maxHeaderBytes();
  }

  /** Guardrails. */
  interface Guard {
    /**
     * How many characters of one body, or of one part of a stream, a guardrail looks at. What is
     * beyond counts as not inspected: {@code whenUnavailable} of the guardrail decides.
     */
    @WithDefault("1048576")
    int maxCharacters();
  }

  /** Connections to providers. */
  interface Upstream {
    /**
     * Connections per event loop and origin, at most: the number of calls one origin can have in
     * flight from one event loop.
     */
    @WithDefault("1024")
    int maxConnections();
  }

  /** What is held for calls in flight. */
  interface Reservation {
    /** How long a reservation lives without a sign of life from its gateway. */
    @WithDefault("60s")
    Duration ttl();
  }

  /** Spans of calls, without their contents. */
  interface Tracing {
    /** OTLP endpoint (gRPC), for example {@code http://collector:4317}. Absent: no tracing. */
    Optional<String> endpoint();
  }

  /** The way out. */
  interface Drain {
    /** How long this gateway still takes new calls after it has said that it is not ready. */
    @WithDefault("2s")
    Duration delay();

    /** How long calls in flight may take to end before they are cut. */
    @WithDefault("60s")
    Duration timeout();
  }
}
