package dev.keelage.compiler;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;

/**
 * What the compiler has to say about a resource; becomes a condition.
 *
 * @param ok the condition is True
 * @param message for people; where {@code ok} is false, it says what to do
 */
public record Finding(ConditionType type, boolean ok, Reason reason, String message) {}
