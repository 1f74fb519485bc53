package dev.keelage.snapshot.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Packs and unpacks what is in a shard, within a bound. */
final class Gzip {
  /** A Secret holds at most 1 MiB; no honest shard unpacks to more than this. */
  static final int MAX_UNPACKED_BYTES = 64 << 20;

  private Gzip() {}

  static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 3 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return packed.toByteArray();
  }

  static byte[] unpack(byte[] packed) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] bytes = gzip.readNBytes(MAX_UNPACKED_BYTES);
      if (gzip.read() >= 0) {
        throw new IOException("more than " + MAX_UNPACKED_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
