package dev.keelage.operator.issue;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.SecretId;
import dev.keelage.operator.collect.ClusterInformers;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The keys that are issued, from their Secrets, and those that gateways are still to learn of. A
 * new key lives here alone until they accept it; if the operator ends before, nobody has seen it,
 * and another one is made.
 */
public final class Keyring {
  private final ClusterInformers cluster;
  private final Clock clock;
  private final Duration acceptanceTimeout;
  private final SecureRandom random = new SecureRandom();
  private final Map<ObjectId, Candidate> candidates = new ConcurrentHashMap<>();
  private final Map<ObjectId, Read> read = new ConcurrentHashMap<>();
  private final Map<SecretId, ObjectId> blocked = new ConcurrentHashMap<>();

  /**
   * @param acceptanceTimeout how long a published key waits for gateways
   */
  public Keyring(ClusterInformers cluster, Clock clock, Duration acceptanceTimeout) {
    this.cluster = cluster;
    this.clock = clock;
    this.acceptanceTimeout = acceptanceTimeout;
  }

  /**
   * A key nobody has seen yet, or whose Secret has not come back by the watch.
   *
   * @param first it replaces none
   */
  record Candidate(Plaintext plaintext, boolean first, Instant madeAt, Progress progress) {
    Candidate with(Progress next) {
      return new Candidate(plaintext, first, madeAt, next);
    }

    String hash() {
      return plaintext.hash();
    }
  }

  /**
   * What one version of a Secret says.
   *
   * @param lasting what gateways accept because of it, where time changes nothing about that
   */
  private record Read(
      String name, String version, Optional<IssuedKey> key, Optional<List<KeyMaterial>> lasting) {
    static Read of(Secret secret) {
      Optional<IssuedKey> key = IssuedKey.of(secret);
      return new Read(
          secret.getMetadata().getName(),
          secret.getMetadata().getResourceVersion(),
          key,
          key.filter(each -> each.previous().isEmpty())
              .map(each -> List.copyOf(each.material(Instant.MAX))));
    }

    boolean is(ObjectMeta meta) {
      return version.equals(meta.getResourceVersion()) && name.equals(meta.getName());
    }
  }

  /** On the way to its Secret. */
  sealed interface Progress {
    /** Its hash is to be published. */
    record Made() implements Progress {}

    /**
     * Gateways are to accept it.
     *
     * @param at when its hash was first published
     * @param ready its VirtualKey was named by {@link Keyring#ready}
     */
    record Published(Instant at, boolean ready) implements Progress {}

    /** Its Secret was written. */
    record Written(IssuedKey key, Instant at) implements Progress {}
  }

  /** All that gateways shall accept for this VirtualKey; empty if it brings its own. */
  public List<KeyMaterial> material(VirtualKey key) {
    if (!key.getSpec().keyIsIssued()) {
      return List.of();
    }
    ObjectId id = ObjectId.of(key);
    Candidate candidate = candidates.get(id);
    if (candidate == null) {
      Optional<List<KeyMaterial>> lasting = own(key).flatMap(each -> read(id, each).lasting());
      if (lasting.isPresent()) {
        return lasting.get();
      }
    }
    Optional<IssuedKey> held = held(key);
    List<KeyMaterial> material =
        new ArrayList<>(held.map(each -> each.material(clock.instant())).orElse(List.of()));
    if (candidate != null) {
      if (held.filter(each -> each.hash().equals(candidate.hash())).isPresent()) {
        candidates.remove(id, candidate);
      } else {
        material.add(
            new KeyMaterial(candidate.hash(), candidate.plaintext().prefix(), Optional.empty()));
      }
    }
    return material;
  }

  /** What the VirtualKey's Secret holds, under its name of now or, before it moves, another. */
  Optional<IssuedKey> held(VirtualKey key) {
    ObjectId id = ObjectId.of(key);
    return own(key)
        .flatMap(each -> read(id, each).key())
        .or(() -> owned(key).stream().flatMap(each -> read(id, each).key().stream()).findFirst());
  }

  private Optional<Secret> own(VirtualKey key) {
    return secret(key).filter(each -> KeySecret.belongsTo(key, each));
  }

  /** Every compile asks for every key: what a Secret says is worked out once per version of it. */
  private Read read(ObjectId id, Secret secret) {
    Read known = read.get(id);
    if (known != null && known.is(secret.getMetadata())) {
      return known;
    }
    Read fresh = Read.of(secret);
    read.put(id, fresh);
    return fresh;
  }

  /** The Secret under the name that the spec asks for, whoever wrote it. */
  Optional<Secret> secret(VirtualKey key) {
    return cluster.secret(
        key.getMetadata().getNamespace(), key.getSpec().secretNameOr(key.getMetadata().getName()));
  }

  List<Secret> owned(VirtualKey key) {
    return cluster.ownedBy(key.getMetadata().getUid());
  }

  /**
   * The new key that gateways are to learn of; made if there is none.
   *
   * @param first it would replace none
   */
  Candidate candidate(ObjectId id, boolean first) {
    return candidates.computeIfAbsent(
        id,
        any ->
            new Candidate(Plaintext.generate(random), first, clock.instant(), new Progress.Made()));
  }

  /** Forgets the new key where it is new no more, or not wanted any more. */
  void settle(ObjectId id) {
    candidates.remove(id);
  }

  Optional<Candidate> pending(ObjectId id) {
    return Optional.ofNullable(candidates.get(id));
  }

  boolean hasCandidate(ObjectId id) {
    return candidates.containsKey(id);
  }

  /** Notes which hashes have been published. */
  public void published(Set<String> hashes) {
    Instant now = clock.instant();
    candidates.replaceAll(
        (id, each) ->
            each.progress() instanceof Progress.Made && hashes.contains(each.hash())
                ? each.with(new Progress.Published(now, false))
                : each);
  }

  /**
   * VirtualKeys whose new key may be shown now, because gateways accept it or have had their time.
   * Each is named once.
   *
   * @param accepted whether every live gateway accepts the hash
   */
  public List<ObjectId> ready(Predicate<String> accepted) {
    List<ObjectId> ready = new ArrayList<>();
    candidates.forEach(
        (id, each) -> {
          if (each.progress() instanceof Progress.Published(Instant at, boolean named)
              && !named
              && (overdue(at) || accepted.test(each.hash()))
              && candidates.replace(id, each, each.with(new Progress.Published(at, true)))) {
            ready.add(id);
          }
        });
    return ready;
  }

  /** Whether gateways have had their time since then. */
  boolean overdue(Instant publishedAt) {
    return !clock.instant().isBefore(publishedAt.plus(acceptanceTimeout));
  }

  /** It was ready, and is not any more: another gateway came meanwhile. */
  void notReady(ObjectId id, Candidate candidate, Instant publishedAt) {
    candidates.replace(id, candidate, candidate.with(new Progress.Published(publishedAt, false)));
  }

  /** The candidate can be read from now on; until the watch shows its Secret, it is kept. */
  void written(ObjectId id, Candidate candidate, IssuedKey key) {
    candidates.computeIfPresent(
        id,
        (any, each) ->
            each.hash().equals(candidate.hash())
                ? each.with(new Progress.Written(key, clock.instant()))
                : each);
  }

  /**
   * Whether this is a new key's Secret as the issuer has just written it, first key of its
   * VirtualKey: gateways know it and its status is on its way, so there is nothing left to do. The
   * candidate is settled then.
   */
  public boolean settledBy(ObjectId id, Secret secret) {
    Candidate candidate = candidates.get(id);
    return candidate != null
        && candidate.first()
        && IssuedKey.of(secret).filter(each -> each.hash().equals(candidate.hash())).isPresent()
        && candidates.remove(id, candidate);
  }

  /** Drops what belongs to VirtualKeys that are gone. */
  public void retain(Set<ObjectId> existing) {
    candidates.keySet().retainAll(existing);
    read.keySet().retainAll(existing);
    blocked.values().retainAll(existing);
  }

  void block(SecretId secret, ObjectId key) {
    blocked.put(secret, key);
  }

  void unblock(SecretId secret) {
    blocked.remove(secret);
  }

  /** The VirtualKey that a change of this Secret concerns. */
  public Optional<ObjectId> concerned(Secret secret) {
    String namespace = secret.getMetadata().getNamespace();
    return KeySecret.owner(secret)
        .map(owner -> ObjectId.of(VirtualKey.class, namespace + "/" + owner.getName()))
        .or(
            () ->
                Optional.ofNullable(
                    blocked.get(new SecretId(namespace, secret.getMetadata().getName()))));
  }
}
