package dev.keelage.operator.usage;

import dev.keelage.api.Spender;
import java.time.Instant;
import java.util.List;

/**
 * A budget that each key, user or customer has for itself.
 *
 * @param counted how many of them spent something or hold something, in a window that is open
 * @param exhausted how many of those have reached a limit
 * @param top who spent most in the main window
 */
public record MembersReading(int counted, int exhausted, List<Spender> top, Instant at) {
  public MembersReading {
    top = List.copyOf(top);
  }
}
