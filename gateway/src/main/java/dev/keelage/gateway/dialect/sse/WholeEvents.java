package dev.keelage.gateway.dialect.sse;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream that passes event by event: what follows an event that the upstream breaks off in would
 * be read as a part of it, so none leaves before it is whole. Nobody waits for that, since clients
 * do nothing with an event either before its blank line.
 */
public final class WholeEvents {
  private final SseFrames frames = new SseFrames();
  private final List<Bytes> passing = new ArrayList<>();
  private boolean withheld;

  /** Looks at an event, and says whether it may pass. */
  public interface Look {
    boolean passes(Bytes frame);
  }

  /**
   * @return the same buffer where all of it may pass and none is incomplete
   * @throws MalformedReply one event is over the size bound
   */
  public Buffer pass(Buffer chunk, Look look) {
    boolean heldBefore = frames.holding();
    withheld = false;
    frames.feed(
        Bytes.of(chunk),
        frame -> {
          if (look.passes(frame)) {
            passing.add(frame);
          } else {
            withheld = true;
          }
        });
    boolean all = !(heldBefore || withheld || frames.holding());
    Buffer out = all ? chunk : joined();
    passing.clear();
    return out;
  }

  /**
   * At the end of the stream: an event that lacks no more than its blank line gets one, what is
   * left of another is dropped.
   *
   * @param look at the last event, if it is whole
   */
  public Buffer end(Look look) {
    Bytes rest = frames.rest();
    if (rest.length() == 0 || !look.passes(rest)) {
      return Buffer.buffer();
    }
    boolean lineEnded = rest.array()[rest.end() - 1] == '\n';
    return Buffer.buffer(rest.length() + 2)
        .appendBytes(rest.array(), rest.start(), rest.length())
        .appendString(lineEnded ? "\n" : "\n\n");
  }

  /** See {@link SseFrames#owesLineFeed}. */
  public boolean owesLineFeed() {
    return frames.owesLineFeed();
  }

  private Buffer joined() {
    int length = 0;
    for (Bytes frame : passing) {
      length += frame.length();
    }
    Buffer joined = Buffer.buffer(length);
    for (Bytes frame : passing) {
      joined.appendBytes(frame.array(), frame.start(), frame.length());
    }
    return joined;
  }
}
