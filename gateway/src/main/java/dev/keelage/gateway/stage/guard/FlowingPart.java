package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.stage.guard.WindowedText.Step;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text that leaves while it still comes, through one window per rule, one behind the other. */
final class FlowingPart implements GuardedPart {
  private final List<Window> windows;
  private Optional<Rejection> rejection = Optional.empty();

  /** A window; it is gone once its rule has given up. */
  private static final class Window {
    private final Rule rule;
    private Optional<WindowedText> text;

    Window(Rule rule, GuardBounds bounds) {
      this.rule = rule;
      this.text = Optional.of(new WindowedText(rule, bounds.maxCharacters()));
    }
  }

  FlowingPart(List<Rule> rules, GuardBounds bounds) {
    List<Window> all = new ArrayList<>();
    rules.forEach(rule -> all.add(new Window(rule, bounds)));
    this.windows = List.copyOf(all);
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
      case Step.Leaves(String text) -> text;
      case Step.Blocked() -> refused(Guard.blocked(window.rule, Stage.POST_CALL));
      case Step.Unbounded(String text) -> {
        if (!window.rule.allowsUninspected()) {
          yield refused(new Rejection.GuardrailUnavailable(window.rule.id()));
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
