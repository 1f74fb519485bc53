package dev.keelage.operator.issue;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.SecretId;
import dev.keelage.operator.collect.ClusterInformers;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that are issued, from their Secrets, and those that gateways are still to learn of. A
 * new key lives here alone until they accept it; if the operator ends before, nobody has seen it,
 * and another one is made.
 */
public final class Keyring {
  private final ClusterInformers cluster;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<ObjectId, Candidate> candidates = new ConcurrentHashMap<>();
  private final Map<SecretId, ObjectId> blocked = new ConcurrentHashMap<>();

  public Keyring(ClusterInformers cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /**
   * A key nobody has seen yet.
   *
   * @param publishedAt when its hash was first published
   */
  record Candidate(
      Plaintext plaintext, String hash, Instant madeAt, Optional<Instant> publishedAt) {}

  /** All that gateways shall accept for this VirtualKey; empty if it brings its own. */
  public List<KeyMaterial> material(VirtualKey key) {
    if (!key.getSpec().keyIsIssued()) {
      return List.of();
    }
    ObjectId id = ObjectId.of(key);
    Optional<IssuedKey> held = held(key);
    List<KeyMaterial> material =
        new ArrayList<>(held.map(each -> each.material(clock.instant())).orElse(List.of()));
    Candidate candidate = candidates.get(id);
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
    return secret(key)
        .filter(each -> KeySecret.belongsTo(key, each))
        .flatMap(IssuedKey::of)
        .or(() -> owned(key).stream().flatMap(each -> IssuedKey.of(each).stream()).findFirst());
  }

  /** The Secret under the name that the spec asks for, whoever wrote it. */
  Optional<Secret> secret(VirtualKey key) {
    return cluster.secret(
        key.getMetadata().getNamespace(), key.getSpec().secretNameOr(key.getMetadata().getName()));
  }

  List<Secret> owned(VirtualKey key) {
    return cluster.ownedBy(key.getMetadata().getUid());
  }

  /** The new key that gateways are to learn of; made if there is none. */
  Candidate candidate(ObjectId id) {
    return candidates.computeIfAbsent(
        id,
        any -> {
          Plaintext plaintext = Plaintext.generate(random);
          return new Candidate(plaintext, plaintext.hash(), clock.instant(), Optional.empty());
        });
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
            each.publishedAt().isEmpty() && hashes.contains(each.hash())
                ? new Candidate(each.plaintext(), each.hash(), each.madeAt(), Optional.of(now))
                : each);
  }

  /** VirtualKeys with a new key on its way, to be woken when gateways acknowledge. */
  public Collection<ObjectId> waiting() {
    return List.copyOf(candidates.keySet());
  }

  /** Drops what belongs to VirtualKeys that are gone. */
  public void retain(Set<ObjectId> existing) {
    candidates.keySet().retainAll(existing);
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
        .map(owner -> new ObjectId("VirtualKey", namespace, owner.getName()))
        .or(
            () ->
                Optional.ofNullable(
                    blocked.get(new SecretId(namespace, secret.getMetadata().getName()))));
  }
}
