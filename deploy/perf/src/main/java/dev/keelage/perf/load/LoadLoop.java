package dev.keelage.perf.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** All callers of one {@link LoadRun} in one thread. */
public final class LoadLoop {
  /** How long answers are waited for after the last request was due. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final LoadRun run;
  private final Selector selector;
  private final List<Caller> callers = new ArrayList<>();
  private final ArrayDeque<Caller> idle = new ArrayDeque<>();
  private final Histogram latency = Latencies.empty();
  private final Histogram firstByte = Latencies.empty();
  private final Map<String, Long> failures = new TreeMap<>();
  private long answered;
  private long rightChecksum = -1;
  private long lastAnswerNanos;

  private LoadLoop(LoadRun run, Selector selector) {
    this.run = run;
    this.selector = selector;
  }

  /**
   * Makes the measurement.
   *
   * @throws IOException if no connection can be opened
   */
  public static LoadResult measure(LoadRun run) throws IOException {
    try (Selector selector = Selector.open()) {
      return new LoadLoop(run, selector).measure();
    }
  }

  private LoadResult measure() throws IOException {
    byte[] request = run.shape().request(run.port(), run.key());
    for (int i = 0; i < run.connections(); i++) {
      callers.add(new Caller(run.port(), selector, request));
    }
    idle.addAll(callers);
    long start = System.nanoTime() + 1_000_000;
    long giveUp = start + run.seconds() * 1_000_000_000L + PATIENCE_NANOS;
    Schedule schedule = Schedule.of(run, start);
    lastAnswerNanos = start;
    schedule.wakeWith(selector::wakeup);
    while (unfinished(schedule) && System.nanoTime() - giveUp < 0) {
      sendDue(schedule);
      selector.select(this::ready, 100);
    }
    return finish(schedule, start);
  }

  private boolean unfinished(Schedule schedule) {
    return idle.size() < callers.size() || !schedule.exhausted(System.nanoTime());
  }

  private void sendDue(Schedule schedule) {
    while (!idle.isEmpty()) {
      long due = schedule.take(System.nanoTime());
      if (due == Schedule.NOT_DUE) {
        return;
      }
      Caller caller = idle.removeFirst();
      try {
        caller.send(due);
      } catch (IOException e) {
        fail(caller, e);
      }
    }
  }

  private void ready(SelectionKey key) {
    Caller caller = (Caller) key.attachment();
    try {
      if (key.isWritable()) {
        caller.write();
      }
      long now = System.nanoTime();
      if (key.isReadable() && caller.read(now)) {
        record(caller, now);
        idle.addLast(caller);
      }
    } catch (IOException e) {
      fail(caller, e);
    }
  }

  private void record(Caller caller, long nowNanos) {
    int status = caller.answer.status();
    if (status != 200) {
      count("status " + status);
    } else if (isRight(caller)) {
      answered++;
      lastAnswerNanos = nowNanos;
      latency.recordValue(Math.clamp(caller.latencyMicros(nowNanos), 0, 60_000_000));
      firstByte.recordValue(Math.clamp(caller.firstByteMicros(), 0, 60_000_000));
    } else {
      count("wrong body");
    }
  }

  /** Reads a body only if it differs from one that was read and found right. */
  private boolean isRight(Caller caller) {
    long checksum = caller.answer.checksum();
    if (checksum == rightChecksum) {
      return true;
    }
    boolean right = run.shape().accepts(caller.answer.body());
    if (right) {
      rightChecksum = checksum;
    }
    return right;
  }

  private void fail(Caller caller, IOException why) {
    boolean wasWaiting = caller.isWaiting();
    try {
      caller.abandon();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    if (wasWaiting) {
      count(why.getClass().getSimpleName());
      idle.addLast(caller);
    }
  }

  private void count(String failure) {
    failures.merge(failure, 1L, Long::sum);
  }

  private LoadResult finish(Schedule schedule, long start) throws IOException {
    for (Caller caller : callers) {
      if (caller.isWaiting()) {
        count("unanswered");
      }
      caller.close();
    }
    while (schedule.take(System.nanoTime()) != Schedule.NOT_DUE) {
      count("unsent");
    }
    return new LoadResult(
        answered,
        failures,
        (lastAnswerNanos - start) / 1e9,
        Latencies.encode(latency),
        Latencies.encode(firstByte));
  }
}
