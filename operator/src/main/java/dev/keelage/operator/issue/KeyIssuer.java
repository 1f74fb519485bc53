package dev.keelage.operator.issue;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.SecretId;
import dev.keelage.operator.issue.Issuance.State;
import dev.keelage.operator.issue.Keyring.Candidate;
import dev.keelage.operator.issue.Keyring.Progress;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Issues, replaces and moves keys, one step at a time: first gateways learn the hash of a new key,
 * then its Secret is written. So a key that can be read works on every gateway.
 */
public final class KeyIssuer {
  /** How long until the API server is asked again for what it refused. */
  private static final Duration NEXT_TRY = Duration.ofSeconds(10);

  private final KeySecretWriter secrets;
  private final Keyring keyring;
  private final Clock clock;
  private final String baseUrl;
  private final Runnable written;

  /**
   * @param baseUrl what the Secrets say about where the gateway is
   * @param written called for each new key that can be read now
   */
  public KeyIssuer(
      KubernetesClient client, Keyring keyring, Clock clock, String baseUrl, Runnable written) {
    this.secrets = new KeySecretWriter(client);
    this.keyring = keyring;
    this.clock = clock;
    this.baseUrl = baseUrl;
    this.written = written;
  }

  /** What the issuer asks of the rest of the operator. */
  public interface Rollout {
    /** Whether every live gateway accepts the hash. */
    boolean accepted(String keyHash);

    /** There is a new hash to publish. */
    void publish();
  }

  /** Does what can be done now. */
  public Issuance advance(VirtualKey key, Rollout rollout) {
    SecretId target =
        new SecretId(
            key.getMetadata().getNamespace(),
            key.getSpec().secretNameOr(key.getMetadata().getName()));
    try {
      return advance(key, rollout, target);
    } catch (KubernetesClientException e) {
      if (KeySecretWriter.taken(e) && secrets.isOthers(key, target)) {
        // One that no watch shows, so that nothing will tell when it goes.
        return report(key, new State.Taken(target), keyring.held(key))
            .notLaterThan(clock.instant().plus(NEXT_TRY));
      }
      String why = KeySecretWriter.refusal(e).orElseThrow(() -> e);
      return report(
              key,
              new State.Blocked(
                  "the API server refuses %s: %s; allow it: it is tried again every %d s"
                      .formatted(target, why, NEXT_TRY.toSeconds())),
              keyring.held(key))
          .notLaterThan(clock.instant().plus(NEXT_TRY));
    }
  }

  private Issuance advance(VirtualKey key, Rollout rollout, SecretId target) {
    Instant now = clock.instant();
    Optional<Secret> present = keyring.secret(key);
    if (present.filter(each -> !KeySecret.belongsTo(key, each)).isPresent()) {
      keyring.block(target, ObjectId.of(key));
      return report(key, new State.Taken(target), keyring.held(key));
    }
    keyring.unblock(target);
    Optional<IssuedKey> held = keyring.held(key);
    settle(key, held);
    return switch (KeyPlan.of(key, held, expiry(key), now)) {
      case KeyPlan.Keep(IssuedKey kept) -> {
        if (keyring.hasCandidate(ObjectId.of(key))) {
          // Asked for, and taken back before gateways knew it.
          keyring.settle(ObjectId.of(key));
          rollout.publish();
        }
        write(key, kept, present);
        yield report(key, new State.Done(), Optional.of(kept));
      }
      case KeyPlan.Issue() ->
          expiry(key).filter(at -> !now.isBefore(at)).isPresent()
              ? report(key, new State.Ended(), Optional.empty())
              : introduce(key, held, rollout, present, List.of());
      case KeyPlan.Rotate(IssuedKey old, Duration overlap) ->
          introduce(key, held, rollout, present, old.replacedAt(now, overlap));
    };
  }

  /** Removes what was issued for a VirtualKey that brings its own key now. */
  public void withdraw(VirtualKey key) {
    keyring.owned(key).forEach(secrets::remove);
  }

  /** Once the Secret is seen to hold the new key, that is the key, and the next one is another. */
  private void settle(VirtualKey key, Optional<IssuedKey> held) {
    ObjectId id = ObjectId.of(key);
    keyring
        .pending(id)
        .filter(each -> held.filter(has -> has.hash().equals(each.hash())).isPresent())
        .ifPresent(any -> keyring.settle(id));
  }

  private Issuance introduce(
      VirtualKey key,
      Optional<IssuedKey> held,
      Rollout rollout,
      Optional<Secret> present,
      List<IssuedKey.Previous> previous) {
    ObjectId id = ObjectId.of(key);
    boolean isNew = !keyring.hasCandidate(id);
    Candidate candidate = keyring.candidate(id, held.isEmpty());
    if (isNew) {
      rollout.publish();
    }
    return switch (candidate.progress()) {
      case Progress.Made() -> report(key, new State.Waiting(candidate.madeAt()), held);
      case Progress.Published(Instant at, boolean ready) -> {
        if (rollout.accepted(candidate.hash()) || keyring.overdue(at)) {
          yield show(key, candidate, present, previous);
        }
        if (ready) {
          keyring.notReady(id, candidate, at);
        }
        yield report(key, new State.Waiting(at), held);
      }
      case Progress.Written(IssuedKey issued, Instant at) ->
          // The watch has usually shown it long before; if not, the Secret is gone again.
          keyring.overdue(at)
              ? show(key, candidate, present, previous)
              : report(key, new State.Done(), Optional.of(issued));
    };
  }

  private Issuance show(
      VirtualKey key,
      Candidate candidate,
      Optional<Secret> present,
      List<IssuedKey.Previous> previous) {
    IssuedKey issued =
        new IssuedKey(
            candidate.plaintext(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            KeyPlan.request(key),
            previous);
    write(key, issued, present);
    keyring.written(ObjectId.of(key), candidate, issued);
    written.run();
    return report(key, new State.Done(), Optional.of(issued));
  }

  private void write(VirtualKey key, IssuedKey issued, Optional<Secret> present) {
    Secret wanted = KeySecret.of(key, issued, baseUrl);
    secrets.write(wanted, present);
    String name = wanted.getMetadata().getName();
    keyring.owned(key).stream()
        .filter(Predicate.not(each -> each.getMetadata().getName().equals(name)))
        .forEach(secrets::remove);
  }

  private Issuance report(VirtualKey key, State state, Optional<IssuedKey> held) {
    Instant now = clock.instant();
    Optional<Instant> rotatesAt = held.flatMap(each -> KeyPlan.rotatesAt(key, each));
    Optional<Instant> next =
        Stream.concat(
                Stream.of(rotatesAt, expiry(key)).flatMap(Optional::stream),
                held.stream()
                    .flatMap(each -> each.previous().stream())
                    .map(IssuedKey.Previous::expiresAt))
            .filter(now::isBefore)
            .min(Instant::compareTo);
    return new Issuance(state, held, rotatesAt, next);
  }

  /** When the key ends. A date that does not exist makes the spec invalid; the compiler says so. */
  public static Optional<Instant> expiry(VirtualKey key) {
    try {
      return key.getSpec().expiry();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
