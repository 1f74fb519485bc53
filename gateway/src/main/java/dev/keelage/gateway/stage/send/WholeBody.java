package dev.keelage.gateway.stage.send;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;

/** An answer that is read to its end, up to a bound. */
final class WholeBody {
  private final int maxBytes;
  private Buffer read;

  /**
   * @param begun what has been read before
   */
  WholeBody(Buffer begun, int maxBytes) {
    this.read = begun;
    this.maxBytes = maxBytes;
  }

  /**
   * @param each called for every chunk
   * @param tooMuch given what there is when a chunk would go beyond the bound; perhaps again if
   *     reading goes on
   */
  void from(
      ReadStream<Buffer> body, Runnable each, Consumer<Buffer> whole, Consumer<Buffer> tooMuch) {
    body.handler(
            chunk -> {
              each.run();
              if ((long) read.length() + chunk.length() > maxBytes) {
                tooMuch.accept(read);
              } else {
                read = read.length() == 0 ? chunk : read.appendBuffer(chunk);
              }
            })
        .endHandler(end -> whole.accept(read));
  }
}
