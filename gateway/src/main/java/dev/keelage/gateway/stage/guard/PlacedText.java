package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One text that comes in pieces, each in an event of its own, and what stands in these events once
 * it may leave. As long as what leaves is what came, each piece keeps its own words; from the first
 * difference on, what leaves is put into the next of them.
 */
final class PlacedText {
  private final GuardedPart part;
  private final StringBuilder out = new StringBuilder();
  private final Deque<Slot> slots = new ArrayDeque<>();
  private boolean rewritten;
  private boolean ended;

  /** The words of one event. */
  static final class Slot {
    private final StringBuilder text;
    private boolean decided;

    private Slot(String text) {
      this.text = new StringBuilder(text);
    }

    boolean decided() {
      return decided;
    }

    String text() {
      return text.toString();
    }
  }

  PlacedText(GuardedPart part) {
    this.part = part;
  }

  Slot add(String text) {
    Slot slot = new Slot(text);
    slots.add(slot);
    take(part.offer(text));
    return slot;
  }

  /** More words for the last slot. */
  void goOn(String text) {
    slots.getLast().text.append(text);
    take(part.offer(text));
  }

  void end() {
    if (!ended) {
      ended = true;
      take(part.end());
    }
  }

  boolean ended() {
    return ended;
  }

  boolean rewritten() {
    return rewritten;
  }

  boolean flows() {
    return part instanceof FlowingPart;
  }

  boolean lastSlotIn(List<Slot> others) {
    return !slots.isEmpty() && others.contains(slots.getLast());
  }

  Optional<Rejection> rejection() {
    return part.rejection();
  }

  private void take(String leaving) {
    out.append(leaving);
    if (part.rejection().isPresent()) {
      return;
    }
    while (!slots.isEmpty() && decide(slots.getFirst())) {
      slots.removeFirst().decided = true;
    }
  }

  private boolean decide(Slot slot) {
    if (!rewritten) {
      int length = slot.text.length();
      if (out.length() >= length && startsWith(out, slot.text)) {
        out.delete(0, length);
        return true;
      }
      if (!ended && startsWith(slot.text, out)) {
        return false;
      }
      rewritten = true;
    }
    // The last one waits for what is still held back.
    if (slots.size() == 1 && !ended) {
      return false;
    }
    slot.text.setLength(0);
    slot.text.append(out);
    out.setLength(0);
    return true;
  }

  private static boolean startsWith(StringBuilder text, StringBuilder beginning) {
    int length = beginning.length();
    if (text.length() < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != beginning.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
