package dev.keelage.gateway.dialect.call;

import dev.keelage.gateway.dialect.json.Bytes;

/**
 * What a picture or a file counts as, in tokens, for a reservation. Vendors count by size in pixels
 * or pages, which is not known without decoding, so this is a fixed figure: the most that Anthropic
 * documents for an image on most models (about 1,600), which is also above OpenAI's high-detail
 * maximum of gpt-4o (1,445). A PDF grows with its length: about 3,000 tokens for each 100 kB.
 */
public final class MediaWeight {
  public static final long TOKENS = 1_600;

  private static final int PDF_BYTES_PER_TOKEN = 32;
  private static final byte[] PDF_BASE64 = {'J', 'V', 'B', 'E', 'R', 'i'};
  private static final int LONGEST_DATA_URL_HEAD = 128;

  private MediaWeight() {}

  /**
   * @param value the inside of a JSON string: an address, a data URL or base64
   * @return tokens
   */
  public static long of(Bytes value) {
    return pdf(value) ? Math.max(TOKENS, value.length() / PDF_BYTES_PER_TOKEN) : TOKENS;
  }

  private static boolean pdf(Bytes value) {
    return startsWith(value, value.start()) || startsWith(value, behindDataUrlHead(value));
  }

  private static int behindDataUrlHead(Bytes value) {
    int limit = Math.min(value.end(), value.start() + LONGEST_DATA_URL_HEAD);
    for (int at = value.start(); at < limit; at++) {
      if (value.array()[at] == ',') {
        return at + 1;
      }
    }
    return value.end();
  }

  private static boolean startsWith(Bytes value, int from) {
    if (value.end() - from < PDF_BASE64.length) {
      return false;
    }
    for (int i = 0; i < PDF_BASE64.length; i++) {
      if (value.array()[from + i] != PDF_BASE64[i]) {
        return false;
      }
    }
    return true;
  }
}
