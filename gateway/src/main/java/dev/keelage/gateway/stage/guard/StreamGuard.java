package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.stage.guard.WindowedText.Step;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Guardrails over one streamed answer. Text leaves a window later than it came; a tool call's
 * arguments leave when they are whole. Not thread-safe: one stream, one event loop.
 */
public final class StreamGuard {
  private final List<Rule> rules;
  private final GuardBounds bounds;
  private Optional<Part> open = Optional.empty();
  private Optional<Rejection> rejection = Optional.empty();

  StreamGuard(List<Rule> rules, GuardBounds bounds) {
    this.rules = List.copyOf(rules);
    this.bounds = bounds;
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
      case StreamEvent.UsageReported usage -> out.add(usage);
      case StreamEvent.Started started -> out.add(started);
      case StreamEvent.ThinkingSigned _,
          StreamEvent.HiddenThinking _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.Verbatim _,
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

  private void text(int index, Kind kind, String text, List<StreamEvent> out) {
    if (open.isPresent() && !open.get().is(index, kind)) {
      closePart(out);
    }
    if (rejection.isPresent()) {
      return;
    }
    Part part = open.orElseGet(() -> new Part(index, kind, rules, bounds));
    open = Optional.of(part);
    part.offer(text).ifPresent(leaving -> out.add(kind.event(index, leaving)));
    rejection = part.rejection();
  }

  private void closePart(List<StreamEvent> out) {
    open.ifPresent(
        part -> {
          part.end().ifPresent(leaving -> out.add(part.kind.event(part.index, leaving)));
          rejection = part.rejection();
        });
    open = Optional.empty();
  }

  private enum Kind {
    TEXT,
    THINKING,
    REFUSAL,
    ARGUMENTS;

    StreamEvent event(int index, String text) {
      return switch (this) {
        case TEXT -> new StreamEvent.TextDelta(index, text);
        case THINKING -> new StreamEvent.ThinkingDelta(index, text);
        case REFUSAL -> new StreamEvent.RefusalDelta(index, text);
        case ARGUMENTS -> new StreamEvent.ToolArgumentsDelta(index, text);
      };
    }
  }

  /** One part of the answer on its way through all rules, one behind the other. */
  private static final class Part {
    private final int index;
    private final Kind kind;
    private final List<Rule> rules;
    private final List<WindowedText> texts;
    private final List<Boolean> passing;
    private Optional<Rejection> rejection = Optional.empty();

    Part(int index, Kind kind, List<Rule> rules, GuardBounds bounds) {
      this.index = index;
      this.kind = kind;
      this.rules = rules;
      // A tool call's arguments are one JSON text: they are judged, and masked, when they are
      // whole.
      int window = kind == Kind.ARGUMENTS ? bounds.maxCharacters() : bounds.windowCharacters();
      this.texts =
          rules.stream()
              .map(rule -> new WindowedText(rule, window, bounds.maxCharacters()))
              .toList();
      this.passing = new ArrayList<>(rules.stream().map(rule -> false).toList());
    }

    boolean is(int otherIndex, Kind otherKind) {
      return index == otherIndex && kind == otherKind;
    }

    Optional<Rejection> rejection() {
      return rejection;
    }

    Optional<String> offer(String piece) {
      String text = piece;
      for (int i = 0; i < texts.size() && rejection.isEmpty(); i++) {
        if (!passing.get(i)) {
          text = taken(i, texts.get(i).offer(text));
        }
      }
      return leaving(text);
    }

    Optional<String> end() {
      String text = "";
      for (int i = 0; i < texts.size() && rejection.isEmpty(); i++) {
        if (!passing.get(i)) {
          String before = text.isEmpty() ? "" : taken(i, texts.get(i).offer(text));
          text = rejection.isEmpty() ? before + taken(i, texts.get(i).end()) : "";
        }
      }
      return leaving(text);
    }

    private Optional<String> leaving(String text) {
      return rejection.isPresent() || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private String taken(int rule, Step step) {
      return switch (step) {
        case Step.Leaves(String text) -> text;
        case Step.Blocked() -> {
          rejection = Optional.of(Guard.blocked(rules.get(rule), Stage.POST_CALL));
          yield "";
        }
        case Step.Unbounded() -> {
          if (!rules.get(rule).allowsUninspected()) {
            rejection = Optional.of(new Rejection.GuardrailUnavailable(rules.get(rule).id()));
            yield "";
          }
          passing.set(rule, true);
          yield texts.get(rule).held();
        }
      };
    }
  }
}
