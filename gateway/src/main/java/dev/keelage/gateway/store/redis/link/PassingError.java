package dev.keelage.gateway.store.redis.link;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors of a Redis that is starting, failing over or full, by the word they begin with: the next
 * connection may find it well. All others are about the command itself.
 */
final class PassingError {
  private static final Set<String> WORDS =
      Set.of(
          "LOADING",
          "READONLY",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "BUSY",
          "TRYAGAIN",
          "OOM",
          "MISCONF",
          "NOREPLICAS",
          "MOVED",
          "ASK",
          "NOAUTH",
          "WRONGPASS",
          "NOPERM",
          "CONNECTION_CLOSED");

  /**
   * Up to Redis 6.2, an error inside a script comes wrapped: {@code ERR Error running script (call
   * to f_...): @user_script:46: @user_script: 46: -OOM command not allowed ...}
   */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("^ERR Error running script .*user_script: ?\\d+: -([A-Z]+) ");

  private PassingError() {}

  static boolean is(String message) {
    Matcher inScript = IN_SCRIPT.matcher(message);
    return WORDS.contains(inScript.find() ? inScript.group(1) : firstWord(message));
  }

  private static String firstWord(String message) {
    int space = message.indexOf(' ');
    return space < 0 ? message : message.substring(0, space);
  }
}
