package dev.keelage.testkit.vendor;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of an answer as a list of writes, and what follows the last one.
 *
 * @param contentType media type
 * @param contentLength the length to announce; negative for a stream (chunked)
 * @param writes in this order
 * @param interval between two writes
 * @param ending what follows
 */
record Playback(
    String contentType, long contentLength, List<Buffer> writes, Duration interval, Ending ending) {

  enum Ending {
    END,
    CUT,
    HANG
  }

  /** A JSON body; a fault that counts events stands for one in the middle of the body here. */
  static Playback json(Buffer body, Pace pace, Fault fault) {
    var ending = endingOf(fault);
    var written =
        switch (ending) {
          case END -> body;
          case CUT -> body.slice(0, body.length() / 2);
          case HANG -> Buffer.buffer();
        };
    return new Playback(
        "application/json",
        body.length(),
        slices(written, pace.sliceBytes()),
        Duration.ZERO,
        ending);
  }

  /** A server-sent event stream, up to where the fault ends it. */
  static Playback stream(Wire wire, List<Wire.Event> all, Pace pace, Fault fault) {
    var events = new ArrayList<>(all.subList(0, Math.min(eventsOf(fault), all.size())));
    if (fault instanceof Fault.ErrorEvent) {
      events.add(wire.errorEvent());
    }
    var lineEnd = pace.crlf() ? "\r\n" : "\n";
    var buffers = events.stream().map(event -> Buffer.buffer(event.encode(lineEnd))).toList();
    var writes = pace.sliceBytes() == 0 ? buffers : slices(joined(buffers), pace.sliceBytes());
    var interval = pace.sliceBytes() == 0 ? pace.interval() : Duration.ZERO;
    return new Playback("text/event-stream; charset=utf-8", -1, writes, interval, endingOf(fault));
  }

  private static int eventsOf(Fault fault) {
    return switch (fault) {
      case Fault.Cut cut -> cut.afterEvents();
      case Fault.Hang hang -> hang.afterEvents();
      case Fault.ErrorEvent error -> error.afterEvents();
      case Fault.None _, Fault.Status _, Fault.Drop _, Fault.HangBeforeHeaders _ ->
          Integer.MAX_VALUE;
    };
  }

  private static Ending endingOf(Fault fault) {
    return switch (fault) {
      case Fault.Cut _, Fault.Drop _ -> Ending.CUT;
      case Fault.Hang _, Fault.HangBeforeHeaders _ -> Ending.HANG;
      case Fault.None _, Fault.Status _, Fault.ErrorEvent _ -> Ending.END;
    };
  }

  private static Buffer joined(List<Buffer> buffers) {
    var whole = Buffer.buffer();
    buffers.forEach(whole::appendBuffer);
    return whole;
  }

  private static List<Buffer> slices(Buffer whole, int size) {
    if (size == 0 || whole.length() == 0) {
      return List.of(whole);
    }
    var slices = new ArrayList<Buffer>();
    for (int from = 0; from < whole.length(); from += size) {
      slices.add(whole.getBuffer(from, Math.min(from + size, whole.length())));
    }
    return slices;
  }
}
