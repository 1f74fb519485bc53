package dev.keelage.perf.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Response bytes as they go on the wire. */
final class Frames {
  private Frames() {}

  static ByteBuffer json(String body) {
    return status("200 OK", body);
  }

  static ByteBuffer status(String status, String body) {
    return bytes(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body));
  }

  /** One chunk of the transfer coding for each write, the head before the first. */
  static List<ByteBuffer> events(List<String> writes) {
    List<ByteBuffer> frames = new ArrayList<>();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < writes.size(); i++) {
      String write = writes.get(i);
      String chunk = "%x\r\n%s\r\n".formatted(write.length(), write);
      String end = i == writes.size() - 1 ? "0\r\n\r\n" : "";
      frames.add(bytes((i == 0 ? head : "") + chunk + end));
    }
    return frames;
  }

  private static ByteBuffer bytes(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }
}
