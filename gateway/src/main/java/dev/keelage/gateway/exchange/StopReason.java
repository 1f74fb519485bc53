package dev.keelage.gateway.exchange;

/** Why a model stopped. */
public enum StopReason {
  END,
  MAX_TOKENS,
  STOP_SEQUENCE,
  TOOL_CALLS,
  CONTENT_FILTER
}
