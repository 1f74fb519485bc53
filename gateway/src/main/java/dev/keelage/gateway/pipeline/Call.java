package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.guard.Guard;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call on its way: what is known about it so far. Belongs to one event loop. */
public final class Call {
  private final String id;
  private final Operation operation;
  private final Dialect dialect;
  private final Optional<String> modelInPath;
  private final MultiMap headers;
  private final CallerBody body;
  private final CallerResponse response;
  private final Instant startedAt;
  private final Timeline timeline = new Timeline();

  private @Nullable LoadedSnapshot snapshot;
  private @Nullable Caller caller;
  private @Nullable Envelope envelope;
  private @Nullable ServedModel model;
  private @Nullable Reservation reservation;
  private @Nullable ServedModel downgradedFrom;
  private @Nullable Guard guard;
  private @Nullable CallWording wording;
  private @Nullable Runnable running;
  private @Nullable Ending cut;
  private Future<Void> lastWrite = Future.succeededFuture();

  /**
   * @param dialect that the caller speaks
   * @param modelInPath where the route names the model and the body need not
   * @param headers of the request, in any case of letters
   */
  public Call(
      String id,
      Operation operation,
      Dialect dialect,
      Optional<String> modelInPath,
      MultiMap headers,
      CallerBody body,
      CallerResponse response,
      Instant startedAt) {
    this.id = id;
    this.operation = operation;
    this.dialect = dialect;
    this.modelInPath = modelInPath;
    this.headers = headers;
    this.body = body;
    this.response = response;
    this.startedAt = startedAt;
  }

  public String id() {
    return id;
  }

  public Operation operation() {
    return operation;
  }

  public Dialect dialect() {
    return dialect;
  }

  public Instant startedAt() {
    return startedAt;
  }

  public Timeline timeline() {
    return timeline;
  }

  public Optional<Caller> knownCaller() {
    return Optional.ofNullable(caller);
  }

  public Optional<ServedModel> knownModel() {
    return Optional.ofNullable(model);
  }

  Optional<Reservation> knownReservation() {
    return Optional.ofNullable(reservation);
  }

  /**
   * Ends the call from outside, wherever it is: the caller left, or the gateway stops. The first
   * reason counts.
   */
  public void cut(Ending why) {
    if (cut != null) {
      return;
    }
    cut = why;
    Runnable stop = running;
    running = null;
    if (stop != null) {
      stop.run();
    }
  }

  /** Completes when the last byte of the answer has left for the caller, or cannot any more. */
  public Future<Void> lastWrite() {
    return lastWrite;
  }

  void ends(Future<Void> writing) {
    lastWrite = writing;
  }

  Optional<Ending> cut() {
    return Optional.ofNullable(cut);
  }

  boolean callerGone() {
    return cut == Ending.CLIENT_GONE;
  }

  /**
   * @param stop what to do if the call is cut while this runs
   */
  void running(Runnable stop) {
    running = stop;
  }

  /** The first such header of the request. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  Optional<String> modelInPath() {
    return modelInPath;
  }

  MultiMap headers() {
    return headers;
  }

  CallerResponse response() {
    return response;
  }

  CallerBody body() {
    return body;
  }

  void took(LoadedSnapshot current) {
    snapshot = current;
  }

  void grantedTo(Caller known) {
    caller = known;
  }

  void says(Envelope scanned) {
    envelope = scanned;
  }

  void resolvedTo(ServedModel served) {
    model = served;
  }

  void admitted(Reservation held) {
    reservation = held;
    model = held.facts().model();
  }

  /** Another model serves than the one the caller asked for. */
  void downgradedTo(ServedModel cheaper) {
    if (downgradedFrom == null && model != null) {
      downgradedFrom = model;
    }
    model = cheaper;
  }

  /** What the caller asked for, if another model serves. */
  Optional<ServedModel> downgradedFrom() {
    return Optional.ofNullable(downgradedFrom);
  }

  void guardedBy(Optional<Guard> applying) {
    guard = applying.orElse(null);
  }

  Optional<Guard> guard() {
    return Optional.ofNullable(guard);
  }

  void putBy(CallWording by) {
    wording = by;
  }

  LoadedSnapshot snapshot() {
    return reached(snapshot);
  }

  Caller caller() {
    return reached(caller);
  }

  Envelope envelope() {
    return reached(envelope);
  }

  ServedModel model() {
    return reached(model);
  }

  Reservation reservation() {
    return reached(reservation);
  }

  CallWording wording() {
    return reached(wording);
  }

  private static <T> T reached(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a stage read what an earlier one has not found yet");
    }
    return value;
  }
}
