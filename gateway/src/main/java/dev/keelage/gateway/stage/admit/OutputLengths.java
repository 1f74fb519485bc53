package dev.keelage.gateway.stage.admit;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * How long answers are where callers set no bound, learned from those that this gateway has seen:
 * so that such a call reserves what nearly all need, and not what the longest might. Safe from any
 * thread.
 */
public final class OutputLengths {
  /** Of a hundred answers one may be longer. */
  static final double QUANTILE = 0.99;

  /** Fewer say nothing about the longest of a hundred. */
  static final int ENOUGH = 200;

  /** Older answers weigh less and less: with as many, all weights are halved. */
  private static final int MEMORY = 4_000;

  private static final int STEPS_PER_DOUBLING = 4;
  private static final int BUCKETS = 32 * STEPS_PER_DOUBLING;
  private static final int MOST_MODELS = 10_000;

  /** Upper ends of the buckets, each a fifth above the one before. */
  private static final long[] UPPER =
      LongStream.range(0, BUCKETS)
          .map(i -> i + (long) Math.ceil(Math.pow(2, (double) i / STEPS_PER_DOUBLING)))
          .toArray();

  private final long atMost;
  private final ConcurrentHashMap<String, Lengths> byModel = new ConcurrentHashMap<>();

  /**
   * @param atMost tokens; never is more reserved, and this where nothing is learned yet
   */
  public OutputLengths(long atMost) {
    this.atMost = atMost;
  }

  /** How many tokens to reserve for an answer of the model, where the caller sets no bound. */
  long expected(String modelId) {
    Lengths lengths = byModel.get(modelId);
    return lengths == null ? atMost : Math.min(atMost, lengths.expected);
  }

  /**
   * @param tokens of one whole answer that nothing bounded, reasoning included
   */
  public void learn(String modelId, long tokens) {
    Lengths lengths = byModel.get(modelId);
    if (lengths == null) {
      if (byModel.size() >= MOST_MODELS) {
        return;
      }
      lengths = byModel.computeIfAbsent(modelId, id -> new Lengths());
    }
    lengths.add(tokens);
  }

  private static final class Lengths {
    private final int[] counts = new int[BUCKETS];
    private int total;
    private int sinceLooked;
    volatile long expected = Long.MAX_VALUE;

    synchronized void add(long tokens) {
      counts[bucket(tokens)]++;
      total++;
      if (total >= MEMORY) {
        total = 0;
        for (int i = 0; i < BUCKETS; i++) {
          counts[i] /= 2;
          total += counts[i];
        }
      }
      if (total >= ENOUGH && sinceLooked++ % 32 == 0) {
        expected = quantile();
      }
    }

    private long quantile() {
      int rest = (int) Math.floor(total * (1 - QUANTILE));
      int bucket = BUCKETS - 1;
      while (bucket > 0 && rest - counts[bucket] >= 0) {
        rest -= counts[bucket];
        bucket--;
      }
      return UPPER[bucket];
    }

    /** The first whose upper end is not less. */
    private static int bucket(long tokens) {
      int found = Arrays.binarySearch(UPPER, tokens);
      return Math.min(BUCKETS - 1, found < 0 ? -found - 1 : found);
    }
  }
}
