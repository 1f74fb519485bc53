package dev.keelage.gateway.exchange;

/** The dialects spoken on either side. */
public enum WireFormat {
  OPENAI,
  ANTHROPIC
}
