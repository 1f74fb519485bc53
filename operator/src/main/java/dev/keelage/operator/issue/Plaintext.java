package dev.keelage.operator.issue;

import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Sensitive;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A virtual key in the clear: {@code kl-} and 43 characters of base 62, at least 256 bits. It
 * prints as a digest; only the Secret it is written to sees it.
 *
 * @param hash its SHA-256, hexadecimal
 */
record Plaintext(Sensitive value, String hash) {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String SCHEME = "kl-";
  private static final int RANDOM_CHARACTERS = 43;
  private static final int PREFIX_CHARACTERS = 7;
  private static final Pattern SHAPE = Pattern.compile("kl-[0-9A-Za-z]{43}");

  /**
   * @param random cryptographically strong
   */
  static Plaintext generate(RandomGenerator random) {
    StringBuilder text = new StringBuilder(SCHEME);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return of(text.toString());
  }

  static Plaintext of(String text) {
    return new Plaintext(new Sensitive(text), Digests.sha256Hex(text));
  }

  static boolean shaped(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** Its beginning, for people: {@code kl-7Qx3…}. */
  String prefix() {
    return value.reveal().substring(0, PREFIX_CHARACTERS) + "…";
  }
}
