package dev.keelage.gateway.stage.access;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.KeyUnusable.Why;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.KeyEntry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the caller behind a request's credential. */
public final class Access {
  private static final int MAX_KEY_LENGTH = 512;
  private static final Duration RELOAD = Duration.ofSeconds(5);
  private static final CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");
  private static final CharSequence API_KEY = HttpHeaders.createOptimized("api-key");

  private Access() {}

  /**
   * Accepts the places where the vendors' SDKs put a key: {@code Authorization: Bearer}, {@code
   * x-api-key} (Anthropic), {@code api-key} (Azure). The same key in several places is fine; two
   * different ones are refused, since nobody could tell whose call it is.
   */
  public static AccessOutcome check(MultiMap headers, LoadedSnapshot snapshot, Instant now) {
    List<String> presented = credentials(headers);
    if (presented.isEmpty()) {
      return denied(
          "No API key. Send it as 'Authorization: Bearer <key>' or in the x-api-key header.");
    }
    if (presented.size() > 1) {
      return denied("Several different API keys in one request.");
    }
    String key = presented.getFirst();
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      return denied("Invalid API key.");
    }
    String hash = Digests.sha256Hex(key);
    Optional<Caller> caller = snapshot.caller(hash).filter(known -> sameHash(known, hash));
    if (caller.isEmpty()) {
      return snapshot.mayMissKey(hash) ? notLoaded() : denied("Invalid API key.");
    }
    if (!snapshot.knowsPolicies()) {
      return notLoaded();
    }
    return usable(caller.get(), now);
  }

  private static AccessOutcome usable(Caller caller, Instant now) {
    KeyEntry key = caller.key();
    if (key.suspended()) {
      return new AccessOutcome.Denied(new Rejection.KeyUnusable(Why.SUSPENDED, key.prefix()));
    }
    if (key.expiresAtEpochMillis() != null && now.toEpochMilli() >= key.expiresAtEpochMillis()) {
      return new AccessOutcome.Denied(new Rejection.KeyUnusable(Why.EXPIRED, key.prefix()));
    }
    return new AccessOutcome.Granted(caller);
  }

  /** Those that differ. */
  private static List<String> credentials(MultiMap headers) {
    List<String> found = new ArrayList<>(1);
    for (String value : all(headers, HttpHeaders.AUTHORIZATION)) {
      String trimmed = value.trim();
      if (trimmed.regionMatches(true, 0, "Bearer ", 0, 7)) {
        add(found, trimmed.substring(7));
      } else {
        // Basic or anything else is a credential we cannot read: it must not fall through to
        // another header.
        add(found, "");
      }
    }
    all(headers, X_API_KEY).forEach(value -> add(found, value));
    all(headers, API_KEY).forEach(value -> add(found, value));
    return found;
  }

  private static void add(List<String> found, String value) {
    String key = value.trim();
    if (!found.contains(key)) {
      found.add(key);
    }
  }

  /** Most requests have one of them: looking costs less than gathering nothing. */
  private static List<String> all(MultiMap headers, CharSequence name) {
    return headers.contains(name) ? headers.getAll(name) : List.of();
  }

  private static boolean sameHash(Caller known, String hash) {
    return MessageDigest.isEqual(
        known.key().hash().getBytes(StandardCharsets.US_ASCII),
        hash.getBytes(StandardCharsets.US_ASCII));
  }

  private static AccessOutcome notLoaded() {
    return new AccessOutcome.Denied(
        new Rejection.Unavailable("Part of the configuration is not loaded yet.", RELOAD));
  }

  private static AccessOutcome denied(String message) {
    return new AccessOutcome.Denied(new Rejection.Unauthenticated(message));
  }
}
