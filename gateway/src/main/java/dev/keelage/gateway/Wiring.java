package dev.keelage.gateway;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.pipeline.CompiledGuardrails;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.admit.Admission;
import dev.keelage.gateway.stage.admit.LocalShares;
import dev.keelage.gateway.stage.admit.OutputLengths;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.guard.GuardBounds;
import dev.keelage.gateway.stage.guard.GuardSignals;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.telemetry.CallLog;
import dev.keelage.gateway.telemetry.CallMetrics;
import dev.keelage.gateway.telemetry.CallSpans;
import dev.keelage.snapshot.StoreUrl;
import io.opentelemetry.api.OpenTelemetry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Makes the parts that know nothing of containers or settings from settings. */
@Singleton
public class Wiring {
  private final GatewaySettings settings;

  public Wiring(GatewaySettings settings) {
    this.settings = settings;
  }

  @Produces
  @Singleton
  GatewayIdentity identity() {
    return GatewayIdentity.of(settings);
  }

  @Produces
  @Singleton
  Dialects dialects() {
    Compat compat = Compat.of(settings.compat());
    return new Dialects(
        List.of(
            new OpenAiDialect(compat),
            new AnthropicDialect(compat, settings.defaultMaxOutputTokens())));
  }

  @Produces
  @Singleton
  CompiledGuardrails guardrails(SnapshotHolder snapshots, GuardSignals signals) {
    return new CompiledGuardrails(
        snapshots, new GuardBounds(settings.guard().maxCharacters()), signals);
  }

  @Produces
  @Singleton
  RedisCounterStore store(
      Vertx vertx, GatewayIdentity identity, SnapshotHolder snapshots, StoreSignals signals) {
    String url =
        settings
            .redis()
            .url()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "KEELAGE_REDIS_URL is not set: limits, budgets and the ledger need a Redis, for example redis://redis:6379"));
    Optional<Journal> journal =
        settings
            .journal()
            .dir()
            .map(directory -> Journal.open(vertx, directory, settings.journal().maxBytes()));
    RedisCounterStore store =
        RedisCounterStore.start(vertx, redis(url, identity.instance()), signals, journal);
    snapshots.onSwap(snapshot -> store.countsBudgets(snapshot.budgetTags()));
    return store;
  }

  private RedisSettings redis(String url, String instance) {
    RedisSettings defaults = RedisSettings.single(url, instance);
    GatewaySettings.Redis redis = settings.redis();
    return new RedisSettings(
        redis.mode(),
        StoreUrl.redis(List.of(url.split(","))),
        redis.masterName(),
        instance,
        redis.connectTimeout(),
        redis.commandTimeout(),
        settings.reservation().ttl(),
        defaults.bookedMemory(),
        redis.maxWaitingBookings(),
        redis.loans());
  }

  @Produces
  @Singleton
  CallObserver observer(CallMetrics metrics, OpenTelemetry telemetry) {
    CallLog log = new CallLog();
    Optional<CallSpans> spans =
        settings
            .tracing()
            .endpoint()
            .map(set -> new CallSpans(telemetry.getTracer("keelage-gateway")));
    return (call, status, outcome, receipt) -> {
      metrics.ended(call, status, outcome, receipt);
      log.ended(call, status, outcome, receipt);
      spans.ifPresent(tracing -> tracing.ended(call, status, outcome, receipt));
    };
  }

  @Produces
  @Singleton
  LocalShares shares() {
    return new LocalShares();
  }

  @Produces
  @Singleton
  OutputLengths lengths() {
    return new OutputLengths(settings.defaultMaxOutputTokens());
  }

  @Produces
  @Singleton
  Admission admission(
      RedisCounterStore store, LocalShares shares, OutputLengths lengths, StoreSignals signals) {
    return new Admission(store, shares, lengths, settings.maxNamesPerTenant(), signals);
  }

  @Produces
  @Singleton
  Settlement settlement(RedisCounterStore store, LocalShares shares, OutputLengths lengths) {
    return new Settlement(store, shares, lengths);
  }
}
