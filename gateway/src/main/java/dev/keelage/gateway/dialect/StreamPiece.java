package dev.keelage.gateway.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/**
 * One event of a stream that passes to a caller of the same dialect, for a guard that reads along:
 * what it says, and its bytes with other words in their places. Nothing else of it is lost.
 */
public interface StreamPiece {
  /** How words go on from one event to the next. */
  enum Manner {
    /** They are one text with those that stand in the same place of later events. */
    FLOWING,
    /** They are a piece of one JSON text, which means nothing before it is whole. */
    COLLECTED,
    /** They stand for themselves. */
    WHOLE
  }

  /**
   * Words in one place of the event.
   *
   * @param answer which of several answers they belong to; empty for none
   * @param place the same for all events in which the same text goes on
   * @param text not empty
   */
  record Words(String answer, String place, Manner manner, String text) {}

  /** In the order in which a client reads them. */
  List<Words> words();

  /** Answers that are over with this event. */
  Set<String> ended();

  /** Nothing of any answer comes behind it. */
  boolean last();

  /** It carries something of an answer, or its end. */
  boolean content();

  /** All that it does is to go on with the words of the event before it. */
  boolean onlyContinues();

  /**
   * What goes to the caller.
   *
   * @param texts for each of its words what stands there instead
   * @param masked answers of which words were replaced: what else spells these answers is left out
   */
  Buffer bytes(List<String> texts, Set<String> masked);
}
