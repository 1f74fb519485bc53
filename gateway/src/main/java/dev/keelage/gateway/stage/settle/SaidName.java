package dev.keelage.gateway.stage.settle;

import dev.keelage.snapshot.Digests;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a user, customer or tag as the ledger keeps it. Callers say what they like: it must
 * neither make rows large nor be something that a database refuses.
 */
public final class SaidName {
  private static final int MOST_CHARACTERS = 64;
  private static final int DIGEST_LENGTH = 32;
  private static final String DIGEST = "sha256:";

  private SaidName() {}

  /**
   * The name itself; of one that is longer than 64 characters, or has other than plain ones, the
   * first 32 hexadecimal digits of its SHA-256, behind {@code sha256:}.
   */
  public static Optional<String> kept(Optional<String> said) {
    return said.filter(name -> !name.isEmpty()).map(SaidName::kept);
  }

  /** The same of each tag, sorted. */
  public static List<String> kept(Set<String> tags) {
    return tags.isEmpty() ? List.of() : tags.stream().map(SaidName::kept).sorted().toList();
  }

  private static String kept(String name) {
    return isPlain(name) ? name : DIGEST + Digests.sha256Hex(name).substring(0, DIGEST_LENGTH);
  }

  private static boolean isPlain(String name) {
    if (name.length() > MOST_CHARACTERS || name.startsWith(DIGEST)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      if (Character.isISOControl(each) || Character.isSurrogate(each)) {
        return false;
      }
    }
    return true;
  }
}
