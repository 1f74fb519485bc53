package dev.keelage.testkit.vendor;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What came in and what was done with it. Safe for all threads. */
final class CallBook {
  private final AtomicLong numbers = new AtomicLong();
  private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> order = new ConcurrentLinkedQueue<>();
  private final Map<String, Call> calls = new ConcurrentHashMap<>();

  /** Never given twice, also not after {@link #clear}. */
  long nextNumber() {
    return numbers.incrementAndGet();
  }

  void add(RecordedRequest request) {
    requests.add(request);
  }

  void open(Call call) {
    calls.put(call.id(), call);
    order.add(call.id());
  }

  /** The first ending stays. */
  void end(String id, Call.Ending ending) {
    update(id, call -> call.ending() == Call.Ending.OPEN ? call.ended(ending) : call);
  }

  void countEvent(String id) {
    update(id, Call::oneMoreEvent);
  }

  List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  List<Call> calls() {
    return order.stream().flatMap(id -> Stream.ofNullable(calls.get(id))).toList();
  }

  void clear() {
    requests.clear();
    order.clear();
    calls.clear();
  }

  private void update(String id, UnaryOperator<Call> change) {
    calls.computeIfPresent(id, (_, call) -> change.apply(call));
  }
}
