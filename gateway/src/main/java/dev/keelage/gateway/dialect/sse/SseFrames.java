package dev.keelage.gateway.dialect.sse;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of server-sent events behind each blank line (WHATWG HTML, section 9.2.6). Lines
 * end with LF, CR or CR LF, and bytes may arrive in pieces of any size. A frame that lies within
 * one piece is a view of it, not a copy.
 */
public final class SseFrames {
  /** A single event above this is refused: a whole answer of text is far below. */
  public static final int MAX_FRAME_BYTES = 8 * 1024 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private byte[] held = NOTHING;
  private int heldLength;

  /** The current line has no byte yet. */
  private boolean lineEmpty = true;

  /** A line ended with CR: an LF that follows is part of the same line end. */
  private boolean afterCr;

  /** A line has ended with CR LF. */
  private boolean crLf;

  /**
   * @param sink is given each frame, its blank line included; the view is valid during the call
   *     that feeds the next piece
   * @throws MalformedReply one frame is over the bound
   */
  public void feed(Bytes piece, Consumer<Bytes> sink) {
    byte[] bytes = piece.array();
    int start = piece.start();
    for (int at = start; at < piece.end(); at++) {
      byte b = bytes[at];
      if (b > '\r' || b < 0) {
        lineEmpty = false;
        afterCr = false;
      } else if (b == '\n' || b == '\r') {
        boolean sameLineEnd = b == '\n' && afterCr;
        crLf |= sameLineEnd;
        afterCr = b == '\r';
        if (!sameLineEnd) {
          if (lineEmpty) {
            if (afterCr && at + 1 < piece.end() && bytes[at + 1] == '\n') {
              at++;
              afterCr = false;
              crLf = true;
            }
            sink.accept(frame(bytes, start, at + 1));
            start = at + 1;
          }
          lineEmpty = true;
        }
      } else {
        lineEmpty = false;
        afterCr = false;
      }
    }
    hold(bytes, start, piece.end());
  }

  /**
   * Whether the last frame ended with the CR of a CR LF whose LF is still to come: in a stream
   * whose lines end with CR LF nobody waits for the last one.
   */
  public boolean owesLineFeed() {
    return afterCr && crLf && lineEmpty && heldLength == 0;
  }

  /** Whether a frame has begun and not ended. */
  public boolean holding() {
    return heldLength > 0;
  }

  /** The frame that has begun and not ended; it is no longer held. */
  public Bytes rest() {
    Bytes rest = new Bytes(held, 0, heldLength);
    forget();
    return rest;
  }

  private Bytes frame(byte[] bytes, int from, int to) {
    if (heldLength == 0) {
      return new Bytes(bytes, from, to);
    }
    hold(bytes, from, to);
    Bytes whole = new Bytes(held, 0, heldLength);
    forget();
    return whole;
  }

  private void forget() {
    held = NOTHING;
    heldLength = 0;
  }

  private void hold(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return;
    }
    if (heldLength + length > MAX_FRAME_BYTES) {
      throw new MalformedReply(
          "an event of the stream is larger than " + MAX_FRAME_BYTES + " bytes");
    }
    if (held.length < heldLength + length) {
      held = Arrays.copyOf(held, Math.max(heldLength + length, 2 * held.length));
    }
    System.arraycopy(bytes, from, held, heldLength, length);
    heldLength += length;
  }
}
