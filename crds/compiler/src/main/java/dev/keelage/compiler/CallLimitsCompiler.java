package dev.keelage.compiler;

import dev.keelage.api.CallLimits;
import dev.keelage.api.WhenStoreUnavailable;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import org.jspecify.annotations.Nullable;

/** Limits and what they do while the counters are away. */
final class CallLimitsCompiler {
  private CallLimitsCompiler() {}

  static @Nullable Limits limits(Declared<?> resource, @Nullable CallLimits limits) {
    if (limits == null) {
      return null;
    }
    if (limits.requestsPerMinute() == null
        && limits.tokensPerMinute() == null
        && limits.concurrentRequests() == null) {
      resource
          .verdict()
          .invalid(
              "spec.limits limits nothing: set requestsPerMinute, tokensPerMinute or concurrentRequests, or leave it out");
    }
    return new Limits(
        limits.requestsPerMinute(),
        limits.tokensPerMinute(),
        limits.concurrentRequests(),
        failureMode(limits.whenStoreUnavailable()));
  }

  static FailureMode failureMode(WhenStoreUnavailable when) {
    return switch (when) {
      case ALLOW -> FailureMode.ALLOW;
      case DENY -> FailureMode.DENY;
      case LOCAL_SHARE -> FailureMode.LOCAL_SHARE;
    };
  }
}
