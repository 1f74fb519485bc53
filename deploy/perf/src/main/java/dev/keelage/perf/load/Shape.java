package dev.keelage.perf.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keelage.perf.upstream.Script;

/** What the callers ask for. */
public enum Shape {
  SMALL_JSON("200 B, JSON", "mock-1", 40, false),
  LARGE_JSON("16 KB, JSON", "mock-1", 16 * 1024, false),
  STREAM_1("200 B, stream of 1 chunk", "mock-1", 40, true),
  STREAM_20("200 B, stream of 20 chunks", "mock-20", 40, true),
  SLOW_STREAM_20("200 B, stream of 20 chunks, vendor waits 60 ms", "mock-20-60ms", 40, true);

  private static final String TEXT = "What does a ship pay on entering port? ";

  private final String title;
  private final String model;
  private final int promptBytes;
  private final boolean stream;

  Shape(String title, String model, int promptBytes, boolean stream) {
    this.title = title;
    this.model = model;
    this.promptBytes = promptBytes;
    this.stream = stream;
  }

  public String title() {
    return title;
  }

  public boolean isStream() {
    return stream;
  }

  /** Whether the vendor answers without waiting, so that a maximum says something. */
  public boolean hasMaximum() {
    return Script.of(model).latencyMillis() == 0;
  }

  /** The whole HTTP request of a call with this key. */
  byte[] request(int port, String key) {
    String prompt = TEXT.repeat(promptBytes / TEXT.length() + 1).substring(0, promptBytes);
    String options =
        stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "\"stream\":false";
    String body =
        """
        {"model":"%s",%s,"max_tokens":64,"messages":[{"role":"system","content":"Be brief."},\
        {"role":"user","content":"%s"}]}"""
            .formatted(model, options, prompt);
    return """
    POST /v1/chat/completions HTTP/1.1\r
    Host: 127.0.0.1:%d\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    User-Agent: keelage-perf\r
    Content-Length: %d\r
    \r
    %s"""
        .formatted(port, key, body.length(), body)
        .getBytes(US_ASCII);
  }

  /** Whether this is the body of a right answer: complete, and each chunk once. */
  boolean accepts(String body) {
    if (!stream) {
      return body.endsWith("}") && count(body, "word end\"") == 1 && body.contains("\"usage\"");
    }
    Script script = Script.of(model);
    return body.endsWith("data: [DONE]\n\n")
        && count(body, "\"content\":\"word \"") == script.chunks() - 1
        && count(body, "\"content\":\"end\"") == 1
        && body.contains("\"completion_tokens\":" + script.chunks());
  }

  private static int count(String body, String part) {
    int count = 0;
    for (int at = body.indexOf(part); at >= 0; at = body.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}
