package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.stage.guard.Rule.Match;
import java.util.Arrays;
import java.util.List;
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

  /** As many as a code point needs. */
  private static final int LETTER_BITS = 21;

  private static final long LETTER_MASK = (1L << LETTER_BITS) - 1;

  private final boolean caseSensitive;

  /** From a node by a letter to the node below it. */
  private final Edges below = new Edges();

  /** The same from the root, for the letters that texts mostly consist of. */
  private final int[] belowRoot = new int[ASCII];

  /** Of each node: where the longest proper suffix of what it stands for leads. */
  private final int[] fallback;

  /** Of each node: how many characters (UTF-16) it stands for. */
  private int[] depth = new int[16];

  /** Of each node: length of the longest word that ends there; 0 for none. */
  private int[] longest = new int[16];

  private int nodes = 1;

  Keywords(List<String> words, boolean caseSensitive) {
    this.caseSensitive = caseSensitive;
    words.stream().filter(word -> !word.isEmpty()).forEach(this::add);
    depth = Arrays.copyOf(depth, nodes);
    longest = Arrays.copyOf(longest, nodes);
    fallback = new int[nodes];
    link();
  }

  private void add(String word) {
    int node = ROOT;
    for (int at = 0; at < word.length(); ) {
      int letter = word.codePointAt(at);
      at += Character.charCount(letter);
      long edge = edge(node, folded(letter));
      node = below.to(edge);
      if (node == Edges.NOWHERE) {
        node = newNode();
        below.add(edge, node);
        depth[node] = at;
      }
    }
    longest[node] = word.length();
  }

  private int newNode() {
    if (nodes == depth.length) {
      depth = Arrays.copyOf(depth, nodes * 2);
      longest = Arrays.copyOf(longest, nodes * 2);
    }
    return nodes++;
  }

  /** Nearest nodes first, so that a fallback is linked before it is needed. */
  private void link() {
    long[] into = new long[nodes];
    below.forEach((edge, node) -> into[node] = edge);
    for (int node : byDepth()) {
      int parent = (int) (into[node] >>> LETTER_BITS);
      int letter = (int) (into[node] & LETTER_MASK);
      fallback[node] = parent == ROOT ? ROOT : next(fallback[parent], letter);
      longest[node] = Math.max(longest[node], longest[fallback[node]]);
      if (parent == ROOT && letter < ASCII) {
        belowRoot[letter] = node;
      }
    }
  }

  /** All nodes but the root, counted into their places. */
  private int[] byDepth() {
    int[] place = new int[Arrays.stream(depth).max().orElse(0) + 2];
    for (int node = 1; node < nodes; node++) {
      place[depth[node] + 1]++;
    }
    Arrays.parallelPrefix(place, Integer::sum);
    int[] ordered = new int[nodes - 1];
    for (int node = 1; node < nodes; node++) {
      ordered[place[depth[node]]++] = node;
    }
    return ordered;
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
      int child = below.to(edge(node, letter));
      if (child != Edges.NOWHERE) {
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
    return ((long) node << LETTER_BITS) | letter;
  }
}
