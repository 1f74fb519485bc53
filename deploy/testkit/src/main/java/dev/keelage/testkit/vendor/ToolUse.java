package dev.keelage.testkit.vendor;

/**
 * A tool the model wants called.
 *
 * @param name the tool's name
 * @param arguments a JSON object as text
 */
public record ToolUse(String name, String arguments) {}
