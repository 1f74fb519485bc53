package dev.keelage.perf.load;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of microseconds, three significant digits, as text between processes. */
public final class Latencies {
  private Latencies() {}

  static Histogram empty() {
    return new Histogram(60_000_000L, 3);
  }

  static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
  }

  /**
   * All rounds of a measurement together.
   *
   * @throws IllegalArgumentException if a text is no histogram
   */
  public static Histogram merge(Collection<String> encoded) {
    Histogram sum = empty();
    for (String text : encoded) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        sum.add(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
      } catch (DataFormatException e) {
        throw new IllegalArgumentException("not a histogram", e);
      }
    }
    return sum;
  }
}
