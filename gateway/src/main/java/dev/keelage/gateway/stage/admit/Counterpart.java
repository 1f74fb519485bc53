package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.counter.CounterNames;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Who has a limit for itself, where each one has. Users and customers are what callers say: their
 * names never get into a counter's name, only a digest of them does; and there are no more of these
 * than a bound, so that made-up names do not fill the store. Safe from any thread.
 */
final class Counterpart {
  private static final Logger LOG = Logger.getLogger(Counterpart.class);

  /** Calls that name somebody beyond the bound share a counter. */
  private static final String OTHERS = "others";

  private static final char MARK = '#';

  private final int mostNames;
  private final ConcurrentHashMap<String, Names> byTenant = new ConcurrentHashMap<>();

  /**
   * @param day number of the day (UTC) in which they were named
   */
  private record Names(long day, Set<String> digests) {}

  /**
   * @param mostNames of a tenant in a day
   */
  Counterpart(int mostNames) {
    this.mostNames = mostNames;
  }

  /** What a policy is called for whoever makes the call. */
  String of(String policy, Per per, CallFacts facts) {
    return switch (per) {
      case KEY -> CounterNames.ofKey(policy, facts.caller().key().id());
      case USER -> CounterNames.ofUser(policy, name(facts, facts.envelope().user()));
      case CUSTOMER -> CounterNames.ofCustomer(policy, name(facts, facts.customer()));
    };
  }

  /** The policy's id without who it is. */
  static String strip(String policy) {
    int mark = policy.indexOf(MARK);
    return mark < 0 ? policy : policy.substring(0, mark);
  }

  private String name(CallFacts facts, Optional<String> name) {
    if (name.isEmpty()) {
      // Leaving the name out is no way around.
      return CounterNames.NOBODY;
    }
    String digest = CounterNames.digestOf(name.get());
    Names names = names(facts);
    if (names.digests().contains(digest)) {
      return digest;
    }
    if (names.digests().size() >= mostNames) {
      return OTHERS;
    }
    names.digests().add(digest);
    if (names.digests().size() == mostNames) {
      LOG.warnf(
          "tenant %s named %d users and customers today: further ones share a counter",
          facts.caller().tenant(), mostNames);
    }
    return digest;
  }

  private Names names(CallFacts facts) {
    long day = Math.floorDiv(facts.startedAt().getEpochSecond(), 86_400);
    Names known = byTenant.get(facts.caller().tenant());
    if (known != null && known.day() >= day) {
      return known;
    }
    return byTenant.merge(
        facts.caller().tenant(),
        new Names(day, ConcurrentHashMap.newKeySet()),
        (before, now) -> before.day() >= now.day() ? before : now);
  }
}
