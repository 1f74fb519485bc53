package dev.keelage.operator.rerate;

import java.util.List;

/**
 * Counters of one tag that move in one step.
 *
 * @param moves what of each key, as rerate.lua wants it
 */
record CounterBatch(String tag, List<String> keys, List<String> moves) {
  CounterBatch {
    keys = List.copyOf(keys);
    moves = List.copyOf(moves);
    if (keys.size() != moves.size()) {
      throw new IllegalArgumentException(keys.size() + " keys, " + moves.size() + " moves");
    }
  }
}
