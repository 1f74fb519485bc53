package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.exchange.WireFormat;
import io.vertx.core.http.HttpHeaders;

/** The names of what the gateway says about an answer. */
final class ReplyHeaders {
  static final CharSequence CALL_ID = HttpHeaders.createOptimized("x-keelage-call-id");
  static final CharSequence MODEL = HttpHeaders.createOptimized("x-keelage-model");
  static final CharSequence DOWNGRADED_FROM =
      HttpHeaders.createOptimized("x-keelage-downgraded-from");
  static final CharSequence DEPLOYMENT = HttpHeaders.createOptimized("x-keelage-deployment");
  static final CharSequence COST = HttpHeaders.createOptimized("x-keelage-cost");
  static final CharSequence COST_PARTS = HttpHeaders.createOptimized("x-keelage-cost-parts");

  /** Of a request: what its answer shall explain; {@link #EXPLAIN_COST} is known. */
  static final CharSequence EXPLAIN = HttpHeaders.createOptimized("x-keelage-explain");

  static final String EXPLAIN_COST = "cost";
  static final CharSequence GUARDRAILS = HttpHeaders.createOptimized("x-keelage-guardrails");
  static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-keelage-attempts");

  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  static final CharSequence EVENT_STREAM =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
  static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
  static final CharSequence NO = HttpHeaders.createOptimized("no");

  /** The vendors' own ids of an answer; SDKs show them to whoever asks a vendor for help. */
  static final String[] VENDOR_IDS = {"x-request-id", "request-id"};

  /** The one of them that SDKs of this dialect read. */
  static String requestId(WireFormat format) {
    return switch (format) {
      case OPENAI -> VENDOR_IDS[0];
      case ANTHROPIC -> VENDOR_IDS[1];
    };
  }

  private ReplyHeaders() {}
}
