package dev.keelage.gateway.stage.guard;

/**
 * How much a guardrail looks at.
 *
 * @param maxCharacters of one body or one part of a stream; more is not inspected and treated as
 *     {@code whenUnavailable} says
 * @param windowCharacters of a stream that are held back for a match that has only begun
 */
public record GuardBounds(int maxCharacters, int windowCharacters) {
  public static final GuardBounds DEFAULTS = new GuardBounds(1 << 20, 256);
}
