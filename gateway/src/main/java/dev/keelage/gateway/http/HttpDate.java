package dev.keelage.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The {@code date} header of one event loop's answers (RFC 9110 §6.6.1), to the second; set anew
 * once a second rather than asked of the clock for every answer.
 */
final class HttpDate {
  /** IMF-fixdate: the day of the month has two digits always. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private byte[] line = new byte[0];

  HttpDate(Instant now) {
    set(now);
  }

  void set(Instant now) {
    line = ("date: " + FORMAT.format(now) + "\r\n").getBytes(US_ASCII);
  }

  /** The whole line. Not to be changed. */
  byte[] line() {
    return line;
  }
}
