package dev.keelage.compiler;

import java.nio.file.Path;

/**
 * Something in a file that cannot be used; the rest of the file is.
 *
 * @param line from 1
 */
public record FileFinding(Path file, int line, String message) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + message;
  }
}
