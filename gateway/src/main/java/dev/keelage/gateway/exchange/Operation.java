package dev.keelage.gateway.exchange;

/** What a caller asks for, whatever the dialect. */
public enum Operation {
  CHAT,
  EMBEDDINGS,
  /** How many tokens a chat's input has (Anthropic {@code count_tokens}); nobody charges for it. */
  COUNT_TOKENS
}
