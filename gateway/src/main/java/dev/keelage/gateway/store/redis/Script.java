package dev.keelage.gateway.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one step.
 *
 * @param sha1 by which Redis knows it once it has seen the text
 */
record Script(String text, String sha1) {
  static final Script RESERVE = load("reserve");
  static final Script SETTLE = load("settle");
  static final Script BOOK = load("book");
  static final Script LEASE = load("lease");
  static final Script GIVE_BACK = load("giveback");
  static final Script RECALL = load("recall");
  static final Script ADOPT = load("adopt");
  static final Script EXTEND = load("extend");
  static final Script GROUP = load("group");
  static final Script ACKNOWLEDGE = load("acknowledge");

  private static Script load(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("script " + name + " is missing from the build");
      }
      byte[] bytes = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
      return new Script(
          new String(bytes, StandardCharsets.UTF_8), HexFormat.of().formatHex(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
