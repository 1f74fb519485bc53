package dev.keelage.gateway.stage.admit;

import java.util.List;

/** What the counters say to the claims of a call. */
public sealed interface Decision {

  /**
   * @param standings one per claim, as they were before the call
   */
  List<Standing> standings();

  record Granted(List<Standing> standings) implements Decision {
    public Granted {
      standings = List.copyOf(standings);
    }
  }

  /**
   * @param claim index of the first claim that does not fit
   */
  record Refused(int claim, List<Standing> standings) implements Decision {
    public Refused {
      standings = List.copyOf(standings);
    }
  }

  /**
   * How much of a counter was taken.
   *
   * @param used requests, tokens, calls in flight, or 10^-10 USD spent
   * @param reserved 10^-10 USD reserved; 0 for other counters
   */
  record Standing(long used, long reserved) {
    /** What is left of a limit, never negative. */
    public long remaining(long limit) {
      return Math.max(0, limit - used - reserved);
    }
  }
}
