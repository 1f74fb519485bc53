package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.dialect.StreamPiece;
import dev.keelage.gateway.dialect.StreamPiece.Manner;
import dev.keelage.gateway.dialect.StreamPiece.Words;
import dev.keelage.gateway.exchange.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Guardrails over the events of one stream that otherwise passes as it came. An event leaves, in
 * its turn, once all of its words may: as it is where nothing was found, with other words where
 * something was masked. Not thread-safe: one stream, one event loop.
 */
public final class PieceGuard {
  /** So many events may wait one by one; those beyond go on as a part of the last. */
  private static final int MANY = 1_000;

  private final List<Rule> rules;
  private final GuardContext context;
  private final Map<Place, PlacedText> open = new LinkedHashMap<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final Set<String> masked = new HashSet<>();
  private Optional<Rejection> rejection = Optional.empty();

  private record Place(String answer, String name) {}

  private record Held(StreamPiece piece, List<PlacedText.Slot> slots) {
    boolean ready() {
      return slots.stream().allMatch(PlacedText.Slot::decided);
    }
  }

  PieceGuard(List<Rule> rules, GuardContext context) {
    this.rules = List.copyOf(rules);
    this.context = context;
  }

  /** An event that may be sent on, and what it says by now. */
  public record Leaving(StreamPiece piece, List<String> texts, Set<String> masked) {}

  /**
   * @return what may be sent on now, in order; nothing more once {@link #rejection} is there
   */
  public List<Leaving> offer(StreamPiece piece) {
    if (rejection.isPresent()) {
      return List.of();
    }
    if (!fold(piece)) {
      held.add(hold(piece));
    }
    closeOthers(piece);
    open.forEach(
        (place, text) -> endIf(piece.last() || piece.ended().contains(place.answer()), text));
    return leaving();
  }

  /** The upstream ended without saying so: what is held back leaves. */
  public List<Leaving> end() {
    open.values().forEach(text -> endIf(true, text));
    return leaving();
  }

  /** Arguments have begun to come, which leave late: the answer is under way all the same. */
  public boolean collecting() {
    return rejection.isEmpty() && open.values().stream().anyMatch(text -> !text.flows());
  }

  /** Why nothing more may be sent. */
  public Optional<Rejection> rejection() {
    return rejection;
  }

  /** Arguments leave when they are whole, so their events need not be kept apart. */
  private boolean fold(StreamPiece piece) {
    if (!piece.onlyContinues() || piece.words().size() != 1 || held.isEmpty()) {
      return false;
    }
    Words words = piece.words().getFirst();
    PlacedText text = open.get(place(words));
    if (text == null
        || (words.manner() != Manner.COLLECTED && held.size() <= MANY)
        || !text.lastSlotIn(held.getLast().slots())) {
      return false;
    }
    text.goOn(words.text());
    return true;
  }

  private Held hold(StreamPiece piece) {
    List<PlacedText.Slot> slots = new ArrayList<>(piece.words().size());
    for (Words words : piece.words()) {
      if (words.manner() == Manner.WHOLE) {
        PlacedText alone = new PlacedText(CollectedPart.of(rules, context));
        slots.add(alone.add(words.text()));
        alone.end();
        note(words.answer(), alone);
      } else {
        slots.add(
            open.computeIfAbsent(place(words), _ -> new PlacedText(part(words.manner())))
                .add(words.text()));
      }
    }
    return new Held(piece, slots);
  }

  /** A text is over when its answer goes on elsewhere; arguments may be told in turns. */
  private void closeOthers(StreamPiece piece) {
    Set<Place> said = new HashSet<>();
    Set<String> speaking = new HashSet<>();
    for (Words words : piece.words()) {
      if (words.manner() != Manner.WHOLE) {
        said.add(place(words));
        speaking.add(words.answer());
      }
    }
    open.forEach(
        (place, text) ->
            endIf(
                text.flows() && speaking.contains(place.answer()) && !said.contains(place), text));
  }

  private static void endIf(boolean over, PlacedText text) {
    if (over) {
      text.end();
    }
  }

  private List<Leaving> leaving() {
    open.forEach((place, text) -> note(place.answer(), text));
    open.values().removeIf(PlacedText::ended);
    List<Leaving> out = new ArrayList<>(1);
    while (rejection.isEmpty() && !held.isEmpty() && held.getFirst().ready()) {
      Held first = held.removeFirst();
      List<String> texts = first.slots().stream().map(PlacedText.Slot::text).toList();
      out.add(new Leaving(first.piece(), texts, Set.copyOf(masked)));
    }
    return out;
  }

  private void note(String answer, PlacedText text) {
    if (rejection.isEmpty()) {
      rejection = text.rejection();
    }
    if (text.rewritten()) {
      masked.add(answer);
    }
  }

  private GuardedPart part(Manner manner) {
    return switch (manner) {
      case FLOWING -> new FlowingPart(rules, context);
      case COLLECTED, WHOLE -> CollectedPart.of(rules, context);
    };
  }

  private static Place place(Words words) {
    return new Place(words.answer(), words.place());
  }
}
