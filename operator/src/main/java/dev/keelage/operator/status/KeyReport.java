package dev.keelage.operator.status;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;
import dev.keelage.api.SecretKeyRef;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.api.VirtualKeyStatus;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.SecretId;
import dev.keelage.operator.issue.Issuance;
import dev.keelage.operator.issue.Issuance.State;
import dev.keelage.operator.issue.IssuedKey;
import dev.keelage.operator.usage.Spendings;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a VirtualKey's status says besides the common things: whether its key is there and works.
 */
record KeyReport(
    VirtualKey key, Standing standing, Optional<Issuance> issuance, Spendings money, Instant now) {

  VirtualKeyStatus status(Conditions conditions) {
    issued(conditions);
    MoneyReport.covered(conditions, ObjectId.of(key), money);
    Optional<IssuedKey> held = issuance.flatMap(Issuance::key);
    Optional<IssuedKey.Previous> previous = replaced(held).stream().findFirst();
    VirtualKeyStatus before = key.getStatus();
    return new VirtualKeyStatus(
        standing.generation(),
        conditions.withReady(),
        held.map(IssuedKey::prefix).or(this::importedPrefix).orElse(null),
        previous.map(IssuedKey.Previous::prefix).orElse(null),
        previous.map(each -> each.expiresAt().toString()).orElse(null),
        secretName(held.isPresent()),
        held.map(each -> each.issuedAt().toString()).orElse(null),
        issuance.flatMap(Issuance::rotatesAt).map(Instant::toString).orElse(null),
        held.flatMap(IssuedKey::rotation).orElse(null),
        MoneyReport.spending(before == null ? null : before.usage(), ObjectId.of(key), money));
  }

  private void issued(Conditions conditions) {
    VirtualKeySpec spec = key.getSpec();
    if (expired()) {
      no(
          conditions,
          Reason.EXPIRED,
          "it ended at " + spec.expiresAt() + "; the key is refused; set a later spec.expiresAt");
    } else if (spec.suspended()) {
      no(conditions, Reason.SUSPENDED, "the key is refused until spec.suspended is false again");
    } else if (!standing.served() && standing.faulty()) {
      no(
          conditions,
          Reason.NOT_ACCEPTED,
          "the key would not work; Accepted and ResolvedRefs say what to mend");
    } else if (issuance.isEmpty()) {
      yes(
          conditions,
          Reason.IMPORTED,
          spec.keyHash() == null
              ? "the key is the one in Secret " + secretName(true)
              : "the key is known by its hash");
    } else {
      issued(conditions, issuance.get());
    }
  }

  private void issued(Conditions conditions, Issuance issuance) {
    if (issuance.state() instanceof State.Taken(SecretId secret)) {
      no(
          conditions,
          Reason.SECRET_EXISTS,
          secret
              + " exists and is not this VirtualKey's; delete it or choose another"
              + " spec.secretTemplate.name; the key is issued as soon as the name is free");
    } else if (issuance.state() instanceof State.Blocked(String message)) {
      no(conditions, Reason.NOT_ISSUED, message);
    } else if (issuance.key().isEmpty()) {
      no(conditions, Reason.PENDING, "gateways learn of the key before its Secret is written");
    } else {
      List<IssuedKey.Previous> replaced = replaced(issuance.key());
      if (replaced.isEmpty()) {
        yes(conditions, Reason.ISSUED, "Secret " + secretName(true) + " holds it");
      } else {
        yes(
            conditions,
            Reason.ROTATION_OVERLAP,
            replaced.stream()
                .map(
                    each ->
                        "the replaced key " + each.prefix() + " works until " + each.expiresAt())
                .collect(Collectors.joining(", ")));
      }
    }
  }

  /** The newest first. */
  private static List<IssuedKey.Previous> replaced(Optional<IssuedKey> held) {
    return held.map(IssuedKey::previous).orElse(List.of());
  }

  private Optional<String> importedPrefix() {
    return Optional.of(standing.keyPrefix())
        .filter(prefix -> issuance.isEmpty() && !prefix.isEmpty());
  }

  private @Nullable String secretName(boolean present) {
    SecretKeyRef imported = key.getSpec().secretRef();
    if (imported != null) {
      return imported.name();
    }
    if (!present || !key.getSpec().keyIsIssued()) {
      return null;
    }
    return issuance.isPresent() && issuance.get().state() instanceof State.Taken(SecretId taken)
        ? nameBefore(taken)
        : key.getSpec().secretNameOr(key.getMetadata().getName());
  }

  /** Where the key stays until it can move. */
  private @Nullable String nameBefore(SecretId taken) {
    VirtualKeyStatus before = key.getStatus();
    String name = before == null ? null : before.secretName();
    return taken.name().equals(name) ? null : name;
  }

  private boolean expired() {
    try {
      return key.getSpec().expiry().filter(at -> !now.isBefore(at)).isPresent();
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void yes(Conditions conditions, Reason reason, String message) {
    conditions.set(ConditionType.ISSUED, true, reason, message);
  }

  private static void no(Conditions conditions, Reason reason, String message) {
    conditions.set(ConditionType.ISSUED, false, reason, message);
  }
}
