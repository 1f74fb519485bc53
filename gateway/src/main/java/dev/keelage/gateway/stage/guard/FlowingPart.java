package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.stage.guard.GuardSignals.What;
import dev.keelage.gateway.stage.guard.WindowedText.Step;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.List;
import java.util.Optional;

/** Text that leaves while it still comes, through one window per rule, one behind the other. */
final class FlowingPart implements GuardedPart {
  private final List<Window> windows;
  private final GuardSignals signals;
  private Optional<Rejection> rejection = Optional.empty();

  /** A window; it is gone once its rule has given up. */
  private static final class Window {
    private final Rule rule;
    private Optional<WindowedText> text;
    private boolean masked;

    Window(Rule rule, int bound) {
      this.rule = rule;
      this.text = Optional.of(new WindowedText(rule, bound));
    }
  }

  FlowingPart(List<Rule> rules, GuardContext context) {
    int bound = context.bounds().maxCharacters();
    this.windows = rules.stream().map(rule -> new Window(rule, bound)).toList();
    this.signals = context.signals();
  }

  @Override
  public String offer(String piece) {
    String text = piece;
    for (Window window : windows) {
      text = through(window, text);
    }
    return text;
  }

  @Override
  public String end() {
    String text = "";
    for (Window window : windows) {
      String before = text.isEmpty() ? "" : through(window, text);
      text = before + last(window);
    }
    return rejection.isPresent() ? "" : text;
  }

  @Override
  public Optional<Rejection> rejection() {
    return rejection;
  }

  private String through(Window window, String text) {
    return rejection.isPresent()
        ? ""
        : window.text.map(inspected -> taken(window, inspected.offer(text))).orElse(text);
  }

  private String last(Window window) {
    return rejection.isPresent()
        ? ""
        : window.text.map(inspected -> taken(window, inspected.end())).orElse("");
  }

  private String taken(Window window, Step step) {
    return switch (step) {
      case Step.Leaves(String text, boolean masked) -> {
        if (masked && !window.masked) {
          window.masked = true;
          signals.acted(window.rule.id(), Stage.POST_CALL, What.MASKED);
        }
        yield text;
      }
      case Step.Blocked() -> refused(Guard.blocked(window.rule, Stage.POST_CALL, signals));
      case Step.Unbounded(String text) -> {
        Optional<Rejection> refusal = Guard.unseen(window.rule, Stage.POST_CALL, signals);
        if (refusal.isPresent()) {
          yield refused(refusal.get());
        }
        String all = text + window.text.map(WindowedText::held).orElse("");
        window.text = Optional.empty();
        yield all;
      }
    };
  }

  private String refused(Rejection why) {
    rejection = Optional.of(why);
    return "";
  }
}
