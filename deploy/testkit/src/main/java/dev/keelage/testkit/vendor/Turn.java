package dev.keelage.testkit.vendor;

import java.util.ArrayList;
import java.util.List;

/**
 * One answer, before it has a wire format.
 *
 * @param id unique over all calls of a vendor
 * @param createdSeconds seconds since 1970
 * @param model as the request named it
 * @param text may be empty
 * @param toolUses may be empty
 * @param tokens the usage to report
 * @param stop why it ended
 * @param chunks into how many pieces a stream cuts it
 * @param usageInStream whether the request asked for {@code stream_options.include_usage} (OpenAI)
 */
record Turn(
    String id,
    long createdSeconds,
    String model,
    String text,
    List<ToolUse> toolUses,
    Tokens tokens,
    Stop stop,
    int chunks,
    boolean usageInStream) {

  List<String> textPieces() {
    return pieces(text);
  }

  /**
   * Cuts between code points into at most {@link #chunks} parts of about the same length, none of
   * them empty.
   */
  List<String> pieces(String whole) {
    int points = whole.codePointCount(0, whole.length());
    int count = Math.min(chunks, points);
    var parts = new ArrayList<String>(count);
    int from = 0;
    for (int i = 1; i <= count; i++) {
      int to = whole.offsetByCodePoints(0, Math.toIntExact((long) points * i / count));
      parts.add(whole.substring(from, to));
      from = to;
    }
    return parts;
  }
}
