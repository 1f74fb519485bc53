package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Absent = no limit; 0 = nothing passes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable Long concurrentRequests,
    FailureMode whenStoreUnavailable) {}
