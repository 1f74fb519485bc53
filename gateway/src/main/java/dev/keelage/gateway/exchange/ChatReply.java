package dev.keelage.gateway.exchange;

import java.util.List;

/**
 * A whole chat answer between dialects.
 *
 * @param id the vendor's id of it
 * @param parts text, thinking, tool calls and refusals, in order
 */
public record ChatReply(String id, List<Part> parts, StopReason stopReason, Usage usage) {
  public ChatReply {
    parts = List.copyOf(parts);
  }
}
