package dev.keelage.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in the making. */
final class Markdown {
  private final List<String> lines = new ArrayList<>();

  Markdown(String... heads) {
    row(heads);
    lines.add("|---".repeat(heads.length) + "|");
  }

  void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }

  static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
