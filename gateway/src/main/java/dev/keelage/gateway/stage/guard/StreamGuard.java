package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Guardrails over one streamed answer. Text leaves a window later than it came; a tool call's
 * arguments leave when they are whole. Not thread-safe: one stream, one event loop.
 */
public final class StreamGuard {
  private final List<Rule> rules;
  private final GuardContext context;
  private Optional<Open> open = Optional.empty();
  private Optional<Rejection> rejection = Optional.empty();

  StreamGuard(List<Rule> rules, GuardContext context) {
    this.rules = List.copyOf(rules);
    this.context = context;
  }

  /**
   * @return what may be sent on now, in order; nothing more once {@link #rejection} is there
   */
  public List<StreamEvent> offer(StreamEvent event) {
    if (rejection.isPresent()) {
      return List.of();
    }
    List<StreamEvent> out = new ArrayList<>(2);
    switch (event) {
      case StreamEvent.TextDelta(int index, String text) -> text(index, Kind.TEXT, text, out);
      case StreamEvent.ThinkingDelta(int index, String text) ->
          text(index, Kind.THINKING, text, out);
      case StreamEvent.RefusalDelta(int index, String text) -> text(index, Kind.REFUSAL, text, out);
      case StreamEvent.ToolArgumentsDelta(int index, String json) ->
          text(index, Kind.ARGUMENTS, json, out);
      case StreamEvent.Verbatim(WireFormat format, String type, String json) -> {
        closePart(out);
        verbatim(json).ifPresent(seen -> out.add(new StreamEvent.Verbatim(format, type, seen)));
      }
      case StreamEvent.UsageReported usage -> out.add(usage);
      case StreamEvent.Started started -> out.add(started);
      case StreamEvent.ThinkingSigned _,
          StreamEvent.HiddenThinking _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.Finished _,
          StreamEvent.Closed _,
          StreamEvent.Failed _ -> {
        closePart(out);
        if (rejection.isEmpty()) {
          out.add(event);
        }
      }
    }
    return out;
  }

  /** The upstream ended without saying so: what is held back leaves. */
  public List<StreamEvent> end() {
    List<StreamEvent> out = new ArrayList<>(1);
    if (rejection.isEmpty()) {
      closePart(out);
    }
    return out;
  }

  /** Why nothing more may be sent. */
  public Optional<Rejection> rejection() {
    return rejection;
  }

  /**
   * What only the vendor's own dialect has words for is inspected for what it says all the same.
   */
  private Optional<String> verbatim(String json) {
    if (rejection.isPresent()) {
      return Optional.empty();
    }
    CollectedPart part = CollectedPart.ofStrings(rules, context);
    String seen = part.offer(json) + part.end();
    rejection = part.rejection();
    return rejection.isPresent() ? Optional.empty() : Optional.of(seen);
  }

  private void text(int index, Kind kind, String text, List<StreamEvent> out) {
    if (open.isPresent() && !open.get().is(index, kind)) {
      closePart(out);
    }
    if (rejection.isPresent()) {
      return;
    }
    Open part = open.orElseGet(() -> new Open(index, kind, kind.part(rules, context)));
    open = Optional.of(part);
    add(part, part.text().offer(text), out);
  }

  private void closePart(List<StreamEvent> out) {
    open.ifPresent(part -> add(part, part.text().end(), out));
    open = Optional.empty();
  }

  private void add(Open part, String leaving, List<StreamEvent> out) {
    rejection = part.text().rejection();
    if (rejection.isEmpty() && !leaving.isEmpty()) {
      out.add(part.kind().event(part.index(), leaving));
    }
  }

  private record Open(int index, Kind kind, GuardedPart text) {
    boolean is(int otherIndex, Kind otherKind) {
      return index == otherIndex && kind == otherKind;
    }
  }

  private enum Kind {
    TEXT,
    THINKING,
    REFUSAL,
    ARGUMENTS;

    GuardedPart part(List<Rule> rules, GuardContext context) {
      return switch (this) {
        case TEXT, THINKING, REFUSAL -> new FlowingPart(rules, context);
        // One JSON text: judged, and masked, when it is whole.
        case ARGUMENTS -> CollectedPart.of(rules, context);
      };
    }

    StreamEvent event(int index, String text) {
      return switch (this) {
        case TEXT -> new StreamEvent.TextDelta(index, text);
        case THINKING -> new StreamEvent.ThinkingDelta(index, text);
        case REFUSAL -> new StreamEvent.RefusalDelta(index, text);
        case ARGUMENTS -> new StreamEvent.ToolArgumentsDelta(index, text);
      };
    }
  }
}
