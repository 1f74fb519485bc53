package dev.keelage.gateway.dialect.sse;

import dev.keelage.gateway.dialect.StreamDecoder;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.exchange.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A decoder that reads one server-sent event at a time; what the events say is the dialect's. */
public abstract class SseStream implements StreamDecoder {
  private final SseFrames frames = new SseFrames();
  private final List<StreamEvent> events = new ArrayList<>();

  @Override
  public final List<StreamEvent> decode(Buffer chunk) {
    frames.feed(Bytes.of(chunk), this::frame);
    return taken();
  }

  @Override
  public final List<StreamEvent> end() {
    SseEvent last = SseEvent.parse(frames.rest());
    boolean cut = !last.empty() && !whole(last);
    if (!cut) {
      if (!last.empty()) {
        event(last);
      }
      ended();
    }
    return taken();
  }

  private void frame(Bytes frame) {
    SseEvent event = SseEvent.parse(frame);
    if (!event.empty()) {
      event(event);
    }
  }

  /** Reads an event that has data. */
  protected abstract void event(SseEvent event);

  /** Whether an event that lacks its blank line has come in whole otherwise. */
  protected abstract boolean whole(SseEvent event);

  /** The upstream ended the connection, and not within an event. */
  protected abstract void ended();

  protected final void emit(StreamEvent event) {
    events.add(event);
  }

  private List<StreamEvent> taken() {
    List<StreamEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }
}
