package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Per;
import java.util.Optional;

/**
 * Who has a limit for itself, where each one has. Users and customers are what callers say: their
 * names never get into a counter's name, only a digest of them does.
 */
final class Counterpart {
  /** Calls that name nobody share a counter, so that leaving the name out is no way around. */
  private static final String NOBODY = "-";

  private static final char MARK = '#';
  private static final int DIGEST_LENGTH = 32;

  private Counterpart() {}

  /** What is added to a policy's id. */
  static String of(Per per, CallFacts facts) {
    return MARK
        + switch (per) {
          case KEY -> "key-" + facts.caller().key().id();
          case USER -> "user-" + digest(facts.envelope().user());
          case CUSTOMER -> "customer-" + digest(facts.customer());
        };
  }

  /** The policy's id without who it is. */
  static String strip(String policy) {
    int mark = policy.indexOf(MARK);
    return mark < 0 ? policy : policy.substring(0, mark);
  }

  private static String digest(Optional<String> name) {
    return name.map(text -> Digests.sha256Hex(text).substring(0, DIGEST_LENGTH)).orElse(NOBODY);
  }
}
