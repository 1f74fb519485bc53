package dev.keelage.gateway.provider.wire;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long a vendor says that it keeps an idle connection ({@code keep-alive: timeout=5}). */
final class KeepAlive {
  private static final String TIMEOUT = "timeout=";
  private static final int MAX_DIGITS = 9;

  private KeepAlive() {}

  /**
   * @return nanoseconds, somewhat less than the vendor says as the next request takes time to get
   *     there; never more than {@code otherwise}, which is given where the header says nothing
   */
  static long parse(String header, long otherwise) {
    for (String parameter : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String trimmed = parameter.trim();
      if (trimmed.startsWith(TIMEOUT)) {
        String seconds = trimmed.substring(TIMEOUT.length()).trim();
        if (!seconds.isEmpty()
            && seconds.length() <= MAX_DIGITS
            && seconds.chars().allMatch(c -> c >= '0' && c <= '9')) {
          long said = TimeUnit.SECONDS.toNanos(Long.parseLong(seconds));
          return Math.min(otherwise, Math.max(0, said - TimeUnit.SECONDS.toNanos(1)));
        }
      }
    }
    return otherwise;
  }
}
