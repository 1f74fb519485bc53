package dev.keelage.gateway.exchange;

/** What a caller asks for, whatever the dialect. */
public enum Operation {
  CHAT,
  EMBEDDINGS
}
