package dev.keelage.compiler.yaml;

/**
 * What is wrong in a text.
 *
 * @param line from 1
 */
public record Fault(int line, String message) {}
