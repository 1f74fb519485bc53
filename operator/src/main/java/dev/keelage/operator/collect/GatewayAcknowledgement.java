package dev.keelage.operator.collect;

import dev.keelage.snapshot.codec.AcknowledgementNames;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What one gateway says of itself on its Lease.
 *
 * @param digest of the snapshot it serves; empty before its first load
 * @param error why it could not load the newest one; empty if it could
 * @param liveUntil when it counts as gone unless it renews
 */
public record GatewayAcknowledgement(
    String gateway, Optional<String> digest, Optional<String> error, Instant liveUntil) {
  public static GatewayAcknowledgement of(Lease lease) {
    Map<String, String> annotations =
        Optional.ofNullable(lease.getMetadata().getAnnotations()).orElse(Map.of());
    return new GatewayAcknowledgement(
        lease.getMetadata().getName(),
        Optional.ofNullable(annotations.get(AcknowledgementNames.DIGEST))
            .filter(text -> !text.isBlank()),
        Optional.ofNullable(annotations.get(AcknowledgementNames.ERROR))
            .filter(text -> !text.isBlank()),
        liveUntil(lease));
  }

  public boolean live(Instant now) {
    return now.isBefore(liveUntil);
  }

  private static Instant liveUntil(Lease lease) {
    if (lease.getSpec() == null || lease.getSpec().getRenewTime() == null) {
      return Instant.EPOCH;
    }
    Integer seconds = lease.getSpec().getLeaseDurationSeconds();
    return lease
        .getSpec()
        .getRenewTime()
        .toInstant()
        .plus(Duration.ofSeconds(seconds == null ? AcknowledgementNames.LEASE_SECONDS : seconds));
  }
}
