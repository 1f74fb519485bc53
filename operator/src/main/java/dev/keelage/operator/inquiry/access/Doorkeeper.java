package dev.keelage.operator.inquiry.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keelage.snapshot.Digests;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says who asks and what they may know. Answers of the API server hold for ten seconds, so that a
 * page after the other does not ask it twice each; tokens are not kept, only their SHA-256.
 */
@ApplicationScoped
public class Doorkeeper {
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST_REMEMBERED = 10_000;

  /** RFC 6750, section 2.1. */
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]{1,16384}=*)");

  private final ApiServerReviews reviews;
  private final Cache<String, Optional<Caller>> callers = cache();
  private final Cache<Asked, Boolean> permissions = cache();

  private record Asked(Caller caller, Scope scope) {}

  Doorkeeper(ApiServerReviews reviews) {
    this.reviews = reviews;
  }

  /**
   * Whose token the header has; empty if there is none, or the API server does not take it. Fails
   * if it cannot be asked.
   *
   * @param authorization {@code Bearer …}
   */
  public Uni<Optional<Caller>> who(Optional<String> authorization) {
    Optional<String> token =
        authorization.map(BEARER::matcher).filter(Matcher::matches).map(match -> match.group(1));
    return token.map(this::whoHas).orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  private Uni<Optional<Caller>> whoHas(String token) {
    String digest = Digests.sha256Hex(token);
    Optional<Caller> known = callers.getIfPresent(digest);
    return known == null
        ? reviews.whoHas(token).invoke(caller -> callers.put(digest, caller))
        : Uni.createFrom().item(known);
  }

  /** Whether the caller may know of the calls in that scope. Fails if that cannot be asked. */
  public Uni<Boolean> may(Caller caller, Scope scope) {
    Asked asked = new Asked(caller, scope);
    Boolean known = permissions.getIfPresent(asked);
    return known == null
        ? reviews.may(caller, scope).invoke(allowed -> permissions.put(asked, allowed))
        : Uni.createFrom().item(known);
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST_REMEMBERED).build();
  }
}
