package dev.keelage.perf.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The generated part of a document, between {@code <!-- NAME:begin -->} and {@code <!-- NAME:end
 * -->}. What stands around it is written by hand.
 *
 * @param document a Markdown file
 * @param name of the markers
 */
public record Section(Path document, String name) {
  /**
   * Replaces the generated part.
   *
   * @throws IOException if the document or its markers are missing
   */
  public void write(String markdown) throws IOException {
    String text = Files.readString(document);
    String begin = "<!-- " + name + ":begin -->\n";
    String end = "<!-- " + name + ":end -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(document + " has no markers " + name + ":begin and " + name + ":end");
    }
    Files.writeString(
        document, text.substring(0, from + begin.length()) + markdown + text.substring(to));
  }
}
