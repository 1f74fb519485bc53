package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.stage.guard.Rule.Match;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds any of many words in one pass, whose time does not depend on how many there are (Aho and
 * Corasick, "Efficient string matching", CACM 18/6, 1975). Without regard to case, letters count as
 * equal where simple upper and lower casing makes them equal, as for {@link
 * String#equalsIgnoreCase}; that never changes their length.
 */
final class Keywords {
  private static final int ROOT = 0;
  private static final int ASCII = 128;

  private final boolean caseSensitive;

  /** From a node by a letter to the node below it. */
  private final Map<Long, Integer> below = new HashMap<>();

  /** The same from the root, for the letters that texts mostly consist of. */
  private final int[] belowRoot = new int[ASCII];

  /** Of each node: where the longest proper suffix of what it stands for leads. */
  private int[] fallback = new int[16];

  /** Of each node: how many characters (UTF-16) it stands for. */
  private int[] depth = new int[16];

  /** Of each node: length of the longest word that ends there; 0 for none. */
  private int[] longest = new int[16];

  private int nodes = 1;

  Keywords(List<String> words, boolean caseSensitive) {
    this.caseSensitive = caseSensitive;
    words.stream().filter(word -> !word.isEmpty()).forEach(this::add);
    link();
  }

  private void add(String word) {
    int node = ROOT;
    for (int at = 0; at < word.length(); ) {
      int letter = word.codePointAt(at);
      at += Character.charCount(letter);
      int from = node;
      node = below.computeIfAbsent(edge(from, folded(letter)), edge -> newNode());
      depth[node] = at;
    }
    longest[node] = word.length();
  }

  private int newNode() {
    if (nodes == depth.length) {
      fallback = Arrays.copyOf(fallback, nodes * 2);
      depth = Arrays.copyOf(depth, nodes * 2);
      longest = Arrays.copyOf(longest, nodes * 2);
    }
    return nodes++;
  }

  /** Nearest nodes first, so that a fallback is linked before it is needed. */
  private void link() {
    Map<Integer, Map<Integer, Integer>> children = new HashMap<>();
    below.forEach(
        (edge, node) ->
            children
                .computeIfAbsent((int) (edge >>> 21), from -> new HashMap<>())
                .put((int) (edge & 0x1fffff), node));
    Deque<Integer> open = new ArrayDeque<>(List.of(ROOT));
    while (!open.isEmpty()) {
      int node = open.remove();
      children
          .getOrDefault(node, Map.of())
          .forEach(
              (letter, child) -> {
                fallback[child] = node == ROOT ? ROOT : next(fallback[node], letter);
                longest[child] = Math.max(longest[child], longest[fallback[child]]);
                if (node == ROOT && letter < ASCII) {
                  belowRoot[letter] = child;
                }
                open.add(child);
              });
    }
  }

  /**
   * Tells of every place where a word ends, with the longest that does.
   *
   * @param from no word begins before
   * @param found false stops the search
   * @return how many characters at the end of the text may be the beginning of a word
   */
  int search(CharSequence text, int from, Predicate<Match> found) {
    int node = ROOT;
    for (int at = from; at < text.length(); ) {
      int letter = Character.codePointAt(text, at);
      at += Character.charCount(letter);
      node = next(node, folded(letter));
      if (longest[node] > 0 && !found.test(new Match(at - longest[node], at))) {
        return 0;
      }
    }
    return depth[node];
  }

  private int next(int from, int letter) {
    int node = from;
    while (true) {
      if (node == ROOT && letter < ASCII) {
        return belowRoot[letter];
      }
      Integer child = below.get(edge(node, letter));
      if (child != null) {
        return child;
      }
      if (node == ROOT) {
        return ROOT;
      }
      node = fallback[node];
    }
  }

  private int folded(int letter) {
    if (caseSensitive) {
      return letter;
    }
    if (letter < ASCII) {
      return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }
    return Character.toLowerCase(Character.toUpperCase(letter));
  }

  private static long edge(int node, int letter) {
    return ((long) node << 21) | letter;
  }
}
