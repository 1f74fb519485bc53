package dev.keelage.compiler;

import dev.keelage.api.CallLimits;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.UpstreamLimits;
import dev.keelage.api.WhenStoreUnavailable;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits and what they do while the counters are away. */
final class CallLimitsCompiler {
  private CallLimitsCompiler() {}

  static @Nullable Limits limits(
      Declared<?> resource, @Nullable CallLimits limits, Referents<ModelSpec> models) {
    if (limits == null) {
      return null;
    }
    if (limits.requestsPerMinute() == null
        && limits.tokensPerMinute() == null
        && limits.concurrentRequests() == null
        && limits.rates().isEmpty()
        && limits.scoped().isEmpty()) {
      resource
          .verdict()
          .invalid(
              "spec.limits limits nothing: set requestsPerMinute, tokensPerMinute, concurrentRequests, rates or scoped, or leave it out");
    }
    return new Limits(
        limits.requestsPerMinute(),
        limits.tokensPerMinute(),
        limits.concurrentRequests(),
        perMinuteOnce(
            resource,
            "spec.limits.rates",
            limits.requestsPerMinute(),
            limits.tokensPerMinute(),
            rates(resource, "spec.limits.rates", limits.rates())),
        scoped(resource, limits.scoped(), models),
        failureMode(limits.whenStoreUnavailable()));
  }

  /** What is sent somewhere is limited by what is known, and not at all while nothing is. */
  static @Nullable Limits upstream(
      Declared<?> resource, String field, @Nullable UpstreamLimits limits) {
    if (limits == null) {
      return null;
    }
    if (limits.requestsPerMinute() == null
        && limits.tokensPerMinute() == null
        && limits.concurrentRequests() == null
        && limits.rates().isEmpty()) {
      resource
          .verdict()
          .invalid(
              field
                  + " limits nothing: set requestsPerMinute, tokensPerMinute, concurrentRequests or rates, or leave it out");
    }
    return new Limits(
        limits.requestsPerMinute(),
        limits.tokensPerMinute(),
        limits.concurrentRequests(),
        perMinuteOnce(
            resource,
            field + ".rates",
            limits.requestsPerMinute(),
            limits.tokensPerMinute(),
            rates(resource, field + ".rates", limits.rates())),
        List.of(),
        FailureMode.ALLOW);
  }

  private static List<Limits.Rate> rates(
      Declared<?> resource, String field, List<CallLimits.Rate> declared) {
    List<Limits.Rate> rates = new ArrayList<>();
    for (CallLimits.Rate rate : declared) {
      List<Limits.Rate> read = read(rate);
      if (read.size() != 1) {
        resource
            .verdict()
            .invalid(
                field + ": a rate has one of requests, inputTokens, outputTokens and totalTokens");
      }
      rates.addAll(read);
    }
    FieldRules.unique(resource, field, rates, rate -> rate.unit() + " per " + rate.per());
    return rates;
  }

  private static List<Limits.Rate> perMinuteOnce(
      Declared<?> resource,
      String field,
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      List<Limits.Rate> rates) {
    boolean twice =
        rates.stream()
            .filter(rate -> rate.per() == RatePeriod.MINUTE)
            .anyMatch(
                rate ->
                    (rate.unit() == Limits.Unit.REQUESTS && requestsPerMinute != null)
                        || (rate.unit() == Limits.Unit.TOTAL_TOKENS && tokensPerMinute != null));
    if (twice) {
      resource
          .verdict()
          .invalid(field + ": requestsPerMinute and tokensPerMinute are rates too; say each once");
    }
    return rates;
  }

  private static List<Limits.Scoped> scoped(
      Declared<?> resource, List<CallLimits.Scoped> declared, Referents<ModelSpec> models) {
    List<Limits.Scoped> scoped = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      CallLimits.Scoped each = declared.get(i);
      String field = "spec.limits.scoped[" + i + "]";
      if (each.models().isEmpty() && each.tags().isEmpty() && each.per() == null) {
        resource.verdict().invalid(field + " has no scope: set models, tags or per");
      }
      if (each.concurrentRequests() == null && each.rates().isEmpty()) {
        resource.verdict().invalid(field + " limits nothing: set concurrentRequests or rates");
      }
      List<String> ids = AllowList.ids(resource, each.models(), models, field + ".models");
      // Of models that are not there, no calls are either.
      if (each.models().isEmpty() || !ids.isEmpty()) {
        scoped.add(
            new Limits.Scoped(
                ids,
                each.tags().stream().sorted().distinct().toList(),
                per(each.per()),
                each.concurrentRequests(),
                rates(resource, field + ".rates", each.rates())));
      }
    }
    FieldRules.unique(
        resource,
        "spec.limits.scoped",
        scoped,
        each -> each.modelIds() + " " + each.tags() + " per " + each.per());
    return scoped;
  }

  static @Nullable Per per(dev.keelage.api.@Nullable Per per) {
    return per == null
        ? null
        : switch (per) {
          case KEY -> Per.KEY;
          case USER -> Per.USER;
          case CUSTOMER -> Per.CUSTOMER;
        };
  }

  private static List<Limits.Rate> read(CallLimits.Rate rate) {
    List<Limits.Rate> read = new ArrayList<>();
    RatePeriod per = period(rate.per());
    add(read, Limits.Unit.REQUESTS, per, rate.requests());
    add(read, Limits.Unit.INPUT_TOKENS, per, rate.inputTokens());
    add(read, Limits.Unit.OUTPUT_TOKENS, per, rate.outputTokens());
    add(read, Limits.Unit.TOTAL_TOKENS, per, rate.totalTokens());
    return read;
  }

  private static void add(
      List<Limits.Rate> rates, Limits.Unit unit, RatePeriod per, @Nullable Long limit) {
    if (limit != null) {
      rates.add(new Limits.Rate(unit, per, limit));
    }
  }

  private static RatePeriod period(CallLimits.Period period) {
    return switch (period) {
      case SECOND -> RatePeriod.SECOND;
      case MINUTE -> RatePeriod.MINUTE;
      case HOUR -> RatePeriod.HOUR;
      case DAY -> RatePeriod.DAY;
      case MONTH -> RatePeriod.MONTH;
    };
  }

  static FailureMode failureMode(WhenStoreUnavailable when) {
    return switch (when) {
      case ALLOW -> FailureMode.ALLOW;
      case DENY -> FailureMode.DENY;
      case LOCAL_SHARE -> FailureMode.LOCAL_SHARE;
    };
  }
}
