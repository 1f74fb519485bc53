package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.StreamDecoder;
import dev.keelage.gateway.dialect.StreamEncoder;
import dev.keelage.gateway.dialect.produce.Tokenizer;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.stage.guard.StreamGuard;
import dev.keelage.gateway.stage.send.StreamPath;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Upstream and caller speak different dialects, or a guardrail reads along: decoded to events,
 * encoded again.
 */
final class TranslatedStream implements StreamPath {
  private final StreamDecoder decoder;
  private final StreamEncoder encoder;
  private final Optional<StreamGuard> guard;
  private final StringBuilder produced = new StringBuilder();
  private boolean contentSeen;
  private boolean closed;
  private @Nullable VendorError error;
  private @Nullable Usage usage;

  TranslatedStream(StreamDecoder decoder, StreamEncoder encoder, Optional<StreamGuard> guard) {
    this.decoder = decoder;
    this.encoder = encoder;
    this.guard = guard;
  }

  @Override
  public Buffer offer(Buffer chunk) {
    return encoder.encode(passing(decoder.decode(chunk)));
  }

  @Override
  public Buffer end() {
    List<StreamEvent> last = passing(decoder.end());
    if (guard.isPresent()) {
      last = new ArrayList<>(last);
      for (StreamEvent held : guard.get().end()) {
        leaves(held);
        last.add(held);
      }
    }
    return encoder.encode(last);
  }

  private List<StreamEvent> passing(List<StreamEvent> events) {
    if (guard.isEmpty()) {
      for (StreamEvent event : events) {
        arrives(event);
        leaves(event);
      }
      return events;
    }
    List<StreamEvent> passed = new ArrayList<>(events.size());
    for (StreamEvent event : events) {
      arrives(event);
      for (StreamEvent free : guard.get().offer(event)) {
        leaves(free);
        passed.add(free);
      }
    }
    return passed;
  }

  /** What the vendor produced counts, whether or not it leaves. */
  private void arrives(StreamEvent event) {
    switch (event) {
      case StreamEvent.TextDelta(int index, String text) -> produced.append(text);
      case StreamEvent.ThinkingDelta(int index, String text) -> produced.append(text);
      case StreamEvent.RefusalDelta(int index, String text) -> produced.append(text);
      case StreamEvent.ToolCallStarted(int index, String id, String name) -> produced.append(name);
      case StreamEvent.ToolArgumentsDelta(int index, String json) -> produced.append(json);
      case StreamEvent.UsageReported(Usage figures) -> usage = figures;
      case StreamEvent.Failed(VendorError failure) -> error = failure;
      case StreamEvent.HiddenThinking _,
          StreamEvent.ThinkingSigned _,
          StreamEvent.Verbatim _,
          StreamEvent.Started _,
          StreamEvent.Finished _,
          StreamEvent.Closed _ -> {}
    }
  }

  private void leaves(StreamEvent event) {
    switch (event) {
      case StreamEvent.TextDelta _,
          StreamEvent.ThinkingDelta _,
          StreamEvent.RefusalDelta _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.ToolArgumentsDelta _,
          StreamEvent.HiddenThinking _,
          StreamEvent.Finished _ ->
          contentSeen = true;
      case StreamEvent.Closed _ -> closed = true;
      case StreamEvent.ThinkingSigned _,
          StreamEvent.Verbatim _,
          StreamEvent.UsageReported _,
          StreamEvent.Started _,
          StreamEvent.Failed _ -> {}
    }
  }

  @Override
  public boolean contentSeen() {
    return contentSeen;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public Optional<VendorError> error() {
    return Optional.ofNullable(error);
  }

  @Override
  public Optional<Rejection> blocked() {
    return guard.flatMap(StreamGuard::rejection);
  }

  @Override
  public Optional<Usage> usage() {
    return Optional.ofNullable(usage);
  }

  @Override
  public long producedTokensEstimate() {
    return Tokenizer.count(produced.toString());
  }
}
