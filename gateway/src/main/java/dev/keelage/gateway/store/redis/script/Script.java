package dev.keelage.gateway.store.redis.script;

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
public record Script(String text, String sha1) {
  public static final Script RESERVE = load("reserve");
  public static final Script SETTLE = load("history", "settle");
  public static final Script BOOK = load("history", "book");
  public static final Script LEASE = load("lease");
  public static final Script GIVE_BACK = load("giveback");
  public static final Script RECALL = load("recall");
  public static final Script NOTE = load("note");
  public static final Script FORGET = load("forget");
  public static final Script CARRY = load("carry");
  public static final Script EXTEND = load("extend");
  public static final Script GROUP = load("group");
  public static final Script ACKNOWLEDGE = load("acknowledge");

  /** Several files make one text, in their order. */
  private static Script load(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(read(name));
    }
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return new Script(text.toString(), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("script " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
