package dev.keelage.gateway.dialect.openai;

import java.util.BitSet;

/** Which choices of a stream have begun, and which of them have said why they ended. */
final class Choices {
  /** OpenAI gives 128 at most; a number beyond that belongs to no choice. */
  private static final int MAX = 128;

  private final BitSet begun = new BitSet(1);
  private final BitSet ended = new BitSet(1);

  void seen(long index, boolean finished) {
    if (index < 0 || index >= MAX) {
      return;
    }
    begun.set((int) index);
    if (finished) {
      ended.set((int) index);
    }
  }

  /** Every one of them is complete, whether or not the stream says that it is. */
  boolean finished() {
    return !begun.isEmpty() && begun.equals(ended);
  }
}
