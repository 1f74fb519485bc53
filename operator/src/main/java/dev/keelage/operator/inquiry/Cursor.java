package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.book.Booked;
import dev.keelage.operator.inquiry.book.CallsAsked.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page of calls ended, as a word without meaning for the asker. */
final class Cursor {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,16}) ([\\x21-\\x7e]{1,256})");

  private Cursor() {}

  static String behind(Booked call) {
    String place = ChronoUnit.MICROS.between(Instant.EPOCH, call.startedAt()) + " " + call.call();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws Unanswered it is none of ours
   */
  static Place parse(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      Matcher place = PLACE.matcher(text);
      if (place.matches()) {
        Instant at = Instant.EPOCH.plus(Long.parseLong(place.group(1)), ChronoUnit.MICROS);
        return new Place(at, place.group(2));
      }
    } catch (IllegalArgumentException e) {
      // Not Base64.
    }
    throw Parameters.wrong("'after' is not what a page said as 'next'");
  }
}
