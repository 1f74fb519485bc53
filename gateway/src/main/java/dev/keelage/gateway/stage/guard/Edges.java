package dev.keelage.gateway.stage.guard;

import java.util.Arrays;

/**
 * The edges of a graph of words: a hash table without objects, since there is one edge for each
 * letter of each word and a thousand words are few.
 */
final class Edges {
  /** No edge leads to the root. */
  static final int NOWHERE = 0;

  private static final long FREE = -1;

  /** 2^64 divided by the golden ratio: spreads what follows each other. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] edges = free(16);
  private int[] targets = new int[16];
  private int count;

  /** Takes each edge and where it leads. */
  interface Visitor {
    void edge(long edge, int target);
  }

  /** Where the edge leads; {@link #NOWHERE} if there is none. */
  int to(long edge) {
    int at = place(edge);
    return edges[at] == FREE ? NOWHERE : targets[at];
  }

  /**
   * Adds an edge that is not there yet.
   *
   * @param edge not negative
   */
  void add(long edge, int target) {
    if (++count > edges.length / 4 * 3) {
      grow();
    }
    put(edge, target);
  }

  void forEach(Visitor visitor) {
    for (int at = 0; at < edges.length; at++) {
      if (edges[at] != FREE) {
        visitor.edge(edges[at], targets[at]);
      }
    }
  }

  private void put(long edge, int target) {
    int at = place(edge);
    edges[at] = edge;
    targets[at] = target;
  }

  /** Where it is, or would be. */
  private int place(long edge) {
    int mask = edges.length - 1;
    int at = (int) ((edge * SPREAD) >>> 33) & mask;
    while (edges[at] != FREE && edges[at] != edge) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] before = edges;
    int[] targetsBefore = targets;
    edges = free(before.length * 2);
    targets = new int[edges.length];
    for (int at = 0; at < before.length; at++) {
      if (before[at] != FREE) {
        put(before[at], targetsBefore[at]);
      }
    }
  }

  private static long[] free(int length) {
    long[] edges = new long[length];
    Arrays.fill(edges, FREE);
    return edges;
  }
}
