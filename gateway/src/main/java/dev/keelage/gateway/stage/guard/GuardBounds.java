package dev.keelage.gateway.stage.guard;

/**
 * How much a guardrail looks at.
 *
 * @param maxCharacters of one body or one part of a stream; more is not inspected and treated as
 *     {@code whenUnavailable} says
 */
public record GuardBounds(int maxCharacters) {
  public static final GuardBounds DEFAULTS = new GuardBounds(1 << 20);
}
