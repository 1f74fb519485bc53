package dev.keelage.perf.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keelage.perf.http.Framer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A vendor in one thread on loopback. It speaks OpenAI chat completions and Anthropic messages,
 * JSON and streams, as the {@link Script} in the model's name says, and counts every call. {@code
 * GET /__calls} answers the counts by credentials and {@code GET /__reset} forgets them.
 *
 * <p>Each frame of a stream is a write of its own, and connections take turns: what a proxy gets to
 * read looks like a vendor's tokens, not like a file.
 */
public final class Upstream {
  private static final byte[] CHAT = "POST /v1/chat/completions ".getBytes(US_ASCII);
  private static final byte[] MESSAGES = "POST /v1/messages ".getBytes(US_ASCII);
  private static final byte[] CALLS = "GET /__calls ".getBytes(US_ASCII);
  private static final byte[] RESET = "GET /__reset ".getBytes(US_ASCII);
  private static final byte[] MODEL = "\"model\"".getBytes(US_ASCII);
  private static final byte[] STREAM = "\"stream\"".getBytes(US_ASCII);

  private record Wanted(boolean openAi, boolean stream, String model) {}

  private record Due(long nanos, Caller caller) {}

  private final Map<Wanted, Answer> answers = new HashMap<>();
  private final Map<String, Tally> tallies = new TreeMap<>();
  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>((a, b) -> Long.compare(a.nanos() - b.nanos(), 0));
  private ArrayDeque<Caller> sending = new ArrayDeque<>();
  private final Selector selector;
  private final ServerSocketChannel server;

  /** Listens on a free port of the loopback interface. */
  public Upstream() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  public int port() {
    return server.socket().getLocalPort();
  }

  /** Serves until the selector is closed or the thread is interrupted. */
  public void serve() throws IOException {
    while (!Thread.currentThread().isInterrupted()) {
      if (!sending.isEmpty()) {
        selector.selectNow(this::ready);
      } else if (waiting.isEmpty()) {
        selector.select(this::ready);
      } else {
        long nanos = waiting.element().nanos() - System.nanoTime();
        selector.select(this::ready, Math.max(1, (nanos + 999_999) / 1_000_000));
      }
      takeTurns();
    }
  }

  private void takeTurns() {
    ArrayDeque<Caller> turn = sending;
    sending = new ArrayDeque<>();
    while (!waiting.isEmpty() && waiting.element().nanos() - System.nanoTime() <= 0) {
      turn.add(waiting.remove().caller());
    }
    turn.forEach(this::send);
  }

  private void send(Caller caller) {
    try {
      if (caller.sendNext()) {
        sending.add(caller);
      }
    } catch (IOException gone) {
      close(caller);
    }
  }

  private void ready(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
      return;
    }
    Caller caller = (Caller) key.attachment();
    try {
      if (key.isWritable()) {
        caller.flush();
      }
      if (key.isReadable() && caller.read()) {
        answer(caller);
      }
    } catch (IOException gone) {
      close(caller);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Caller(key));
    } catch (IOException gone) {
      System.err.println("accept: " + gone);
    }
  }

  private static void close(Caller caller) {
    try {
      caller.close();
    } catch (IOException gone) {
      System.err.println("close: " + gone);
    }
  }

  private void answer(Caller caller) {
    Framer request = caller.request;
    if (request.startsWith(CHAT) || request.startsWith(MESSAGES)) {
      call(caller, request.startsWith(CHAT));
    } else if (request.startsWith(CALLS)) {
      reply(caller, "200 OK", calls());
    } else if (request.startsWith(RESET)) {
      tallies.clear();
      reply(caller, "200 OK", "{}");
    } else {
      reply(caller, "404 Not Found", "{\"error\":{\"message\":\"no such path\"}}");
    }
  }

  private void call(Caller caller, boolean openAi) {
    String model = caller.request.member(MODEL);
    boolean stream = caller.request.member(STREAM).equals("true");
    Answer answer;
    try {
      answer = answers.computeIfAbsent(new Wanted(openAi, stream, model), Upstream::prepare);
    } catch (IllegalArgumentException unknown) {
      reply(caller, "404 Not Found", "{\"error\":{\"message\":\"no such model\"}}");
      return;
    }
    tallies.merge(
        caller.request.credentials(), Tally.NONE.plus(answer), (sum, _) -> sum.plus(answer));
    caller.begin(answer);
    if (answer.latencyMillis() == 0) {
      send(caller);
    } else {
      waiting.add(new Due(System.nanoTime() + answer.latencyMillis() * 1_000_000, caller));
    }
  }

  private void reply(Caller caller, String status, String body) {
    caller.begin(new Answer(List.of(Frames.status(status, body)), 0, 0, 0));
    send(caller);
  }

  private static Answer prepare(Wanted wanted) {
    Script script = Script.of(wanted.model());
    if (wanted.openAi()) {
      return wanted.stream() ? OpenAiAnswers.stream(script) : OpenAiAnswers.json(script);
    }
    return wanted.stream() ? AnthropicAnswers.stream(script) : AnthropicAnswers.json(script);
  }

  private String calls() {
    return tallies.entrySet().stream()
        .map(
            entry ->
                "\"%s\":{\"calls\":%d,\"promptTokens\":%d,\"completionTokens\":%d}"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().calls(),
                        entry.getValue().promptTokens(),
                        entry.getValue().completionTokens()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
