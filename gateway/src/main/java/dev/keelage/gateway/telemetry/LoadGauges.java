package dev.keelage.gateway.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** What a gateway is busy with. */
public final class LoadGauges {
  private LoadGauges() {}

  /**
   * @param inFlight calls being served
   * @param waiting bookings that wait for Redis
   */
  public static void register(MeterRegistry registry, IntSupplier inFlight, IntSupplier waiting) {
    Meters.gauge(registry, Metric.IN_FLIGHT, inFlight::getAsInt);
    Meters.gauge(registry, Metric.BOOKINGS_WAITING, waiting::getAsInt);
  }
}
