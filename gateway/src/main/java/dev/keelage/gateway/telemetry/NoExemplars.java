package dev.keelage.gateway.telemetry;

import io.prometheus.client.exemplars.ExemplarSampler;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Keeps meters from looking for a span to point at. There never is one: spans are written when a
 * call is over ({@link CallSpans}), and each look would make a Vert.x context of its own.
 */
@Singleton
public class NoExemplars {

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Optional<ExemplarSampler> none() {
    return Optional.empty();
  }
}
