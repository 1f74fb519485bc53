package dev.keelage.testkit.vendor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the vendor does with a call. Immutable: each method returns a changed copy.
 *
 * @param text what the model says
 * @param toolUses which tools it wants called, in parallel
 * @param tokens what it reports as usage; absent: estimated from the lengths. Output never exceeds
 *     the request's own limit.
 * @param stop why it stops; absent: as the content tells
 * @param pace how fast and in which pieces
 * @param fault what goes wrong
 */
public record Script(
    String text,
    List<ToolUse> toolUses,
    Optional<Tokens> tokens,
    Optional<Stop> stop,
    Pace pace,
    Fault fault) {

  /** More than one byte per character in places, so that cutting anywhere matters. */
  public static final String DEFAULT_TEXT =
      "Ahoy! The ship’s papers are in order: größe ⚓, Fracht 船荷, gute Fahrt 🚢.";

  /** Answers {@link #DEFAULT_TEXT} at once. */
  public static final Script DEFAULT = text(DEFAULT_TEXT);

  public Script {
    toolUses = List.copyOf(toolUses);
  }

  /** The model says this. */
  public static Script text(String text) {
    return new Script(
        text, List.of(), Optional.empty(), Optional.empty(), Pace.DEFAULT, new Fault.None());
  }

  /** The model says nothing and wants a tool called; {@link #andTool} adds more. */
  public static Script tool(String name, String jsonArguments) {
    return text("").andTool(name, jsonArguments);
  }

  /**
   * The vendor answers an error of this HTTP status (400, 401, 403, 404, 429, 500, 503, 529 ...).
   */
  public static Script failure(int status) {
    return DEFAULT.with(new Fault.Status(status, Optional.empty(), Optional.empty()));
  }

  /** The model also wants this tool called. */
  public Script andTool(String name, String jsonArguments) {
    var all = new ArrayList<>(toolUses);
    all.add(new ToolUse(name, jsonArguments));
    return new Script(text, all, tokens, stop, pace, fault);
  }

  /** Reports this usage. */
  public Script tokens(int prompt, int completion) {
    return tokens(new Tokens(prompt, 0, 0, completion, 0));
  }

  /** Reports this usage. */
  public Script tokens(Tokens usage) {
    return new Script(text, toolUses, Optional.of(usage), stop, pace, fault);
  }

  /** Stops for this reason. */
  public Script stop(Stop reason) {
    return new Script(text, toolUses, tokens, Optional.of(reason), pace, fault);
  }

  /** Waits before the answer's first byte. */
  public Script latency(Duration latency) {
    return with(new Pace(latency, pace.chunks(), pace.interval(), pace.sliceBytes(), pace.crlf()));
  }

  /** Streams the text in so many chunks, with this time between any two events. */
  public Script chunks(int chunks, Duration interval) {
    return with(new Pace(pace.latency(), chunks, interval, pace.sliceBytes(), pace.crlf()));
  }

  /**
   * Writes the body in pieces of so many bytes, wherever that cuts; the interval between events no
   * longer applies.
   */
  public Script sliced(int bytes) {
    return with(new Pace(pace.latency(), pace.chunks(), pace.interval(), bytes, pace.crlf()));
  }

  /** Ends the lines of a stream with CR LF instead of LF. */
  public Script crlf() {
    return with(new Pace(pace.latency(), pace.chunks(), pace.interval(), pace.sliceBytes(), true));
  }

  /** Adds {@code retry-after} to an error answer. */
  public Script retryAfter(Duration wait) {
    var status = status();
    return with(new Fault.Status(status.status(), Optional.of(wait), status.message()));
  }

  /** Gives an error answer its own message. */
  public Script message(String message) {
    var status = status();
    return with(new Fault.Status(status.status(), status.retryAfter(), Optional.of(message)));
  }

  /** Goes wrong in this way. */
  public Script with(Fault newFault) {
    return new Script(text, toolUses, tokens, stop, pace, newFault);
  }

  private Script with(Pace newPace) {
    return new Script(text, toolUses, tokens, stop, newPace, fault);
  }

  private Fault.Status status() {
    if (fault instanceof Fault.Status status) {
      return status;
    }
    throw new IllegalStateException("only a failure(status) has these");
  }
}
