package dev.keelage.operator.issue;

import dev.keelage.compiler.SecretId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an issued key stands.
 *
 * @param key what the Secret holds now
 * @param lookAgainAt when time changes something about it
 */
public record Issuance(
    State state,
    Optional<IssuedKey> key,
    Optional<Instant> rotatesAt,
    Optional<Instant> lookAgainAt) {

  /** The same, looked at again by then at the latest. */
  Issuance notLaterThan(Instant at) {
    return new Issuance(
        state,
        key,
        rotatesAt,
        Stream.concat(lookAgainAt.stream(), Stream.of(at)).min(Instant::compareTo));
  }

  /** How far it has come. */
  public sealed interface State {
    /** The Secret holds the key. */
    record Done() implements State {}

    /**
     * Gateways are to learn of the new key first; or the VirtualKey is left out, so that no key of
     * it would work.
     *
     * @param since when the new key was made, or published
     */
    record Waiting(Instant since) implements State {}

    /** It has ended; no key is issued any more. */
    record Ended() implements State {}

    /** A Secret of that name is there, and is somebody else's. */
    record Taken(SecretId secret) implements State {}

    /**
     * The API server will not have the Secret.
     *
     * @param message what, and what to do
     */
    record Blocked(String message) implements State {}
  }
}
