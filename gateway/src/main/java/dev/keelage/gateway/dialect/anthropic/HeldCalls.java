package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.exchange.StreamEvent;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Tool calls that began before the one at hand had all its arguments. OpenAI's chunks may mix the
 * arguments of several calls; Anthropic's blocks follow each other.
 */
final class HeldCalls {
  private final Map<Integer, Held> held = new LinkedHashMap<>();
  private Optional<ArgumentsText> open = Optional.empty();

  /** A call, and what came of its arguments so far. */
  record Held(StreamEvent.ToolCallStarted start, StringBuilder arguments) {}

  /** A block of a tool call is open now. */
  void began() {
    open = Optional.of(new ArgumentsText());
  }

  /** These arguments of the open call have been sent. */
  void sent(String json) {
    open.ifPresent(text -> text.read(json));
  }

  /** No tool call is open. */
  void over() {
    open = Optional.empty();
  }

  /** Whether the next call has to wait. */
  boolean wait(StreamEvent.ToolCallStarted next) {
    if (complete()) {
      return false;
    }
    held.put(next.index(), new Held(next, new StringBuilder()));
    return true;
  }

  /** Whether these arguments belong to a call that waits, which keeps them. */
  boolean wait(StreamEvent.ToolArgumentsDelta delta) {
    Held call = held.get(delta.index());
    if (call == null) {
      return false;
    }
    call.arguments().append(delta.json());
    return true;
  }

  /** The call whose turn it is, if the one before it is complete. */
  Optional<Held> next() {
    return complete() ? remove() : Optional.empty();
  }

  /** All that wait, whether or not the one before them is complete: no more of it will come. */
  Queue<Held> all() {
    Queue<Held> all = new ArrayDeque<>(held.values());
    held.clear();
    return all;
  }

  private boolean complete() {
    return open.isEmpty() || open.get().complete();
  }

  private Optional<Held> remove() {
    Optional<Held> first = held.values().stream().findFirst();
    first.ifPresent(call -> held.remove(call.start().index()));
    return first;
  }

  /** Follows the text of one JSON object to its end. */
  private static final class ArgumentsText {
    private int depth;
    private boolean quoted;
    private boolean escaped;
    private boolean complete;

    boolean complete() {
      return complete;
    }

    void read(String json) {
      for (int i = 0; i < json.length(); i++) {
        char c = json.charAt(i);
        if (escaped) {
          escaped = false;
        } else if (quoted) {
          escaped = c == '\\';
          quoted = c != '"';
        } else {
          outside(c);
        }
      }
    }

    private void outside(char c) {
      switch (c) {
        case '"' -> quoted = true;
        case '{', '[' -> depth++;
        case '}', ']' -> complete |= --depth <= 0;
        default -> {}
      }
    }
  }
}
