package dev.keelage.testkit.vendor;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Writes one {@link Playback}, and enters in the book how that went. Lives on the event loop of its
 * connection.
 */
final class Player {
  private final Vertx vertx;
  private final CallBook book;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String callId;
  private final Playback playback;
  private int written;

  private Player(
      Vertx vertx, CallBook book, HttpServerRequest request, String callId, Playback playback) {
    this.vertx = vertx;
    this.book = book;
    this.request = request;
    this.response = request.response();
    this.callId = callId;
    this.playback = playback;
  }

  static void play(
      Vertx vertx, CallBook book, HttpServerRequest request, String callId, Playback playback) {
    new Player(vertx, book, request, callId, playback).start();
  }

  private void start() {
    response.putHeader("content-type", playback.contentType());
    if (playback.contentLength() < 0) {
      response.setChunked(true);
    } else {
      response.putHeader("content-length", Long.toString(playback.contentLength()));
    }
    proceed();
  }

  private void proceed() {
    while (written < playback.writes().size()) {
      if (response.closed()) {
        return;
      }
      response.write(playback.writes().get(written++));
      if (playback.contentLength() < 0) {
        book.countEvent(callId);
      }
      if (response.writeQueueFull()) {
        response.drainHandler(_ -> proceed());
        return;
      }
      if (!playback.interval().isZero()) {
        vertx.setTimer(Math.max(1, playback.interval().toMillis()), _ -> proceed());
        return;
      }
    }
    finish();
  }

  private void finish() {
    switch (playback.ending()) {
      case END -> response.end().onSuccess(_ -> book.end(callId, Call.Ending.COMPLETE));
      case CUT -> cut(book, request, callId);
      case HANG -> response.write(Buffer.buffer()); // sends the headers if nothing else did
    }
  }

  /** Closes the connection behind what was written. */
  static void cut(CallBook book, HttpServerRequest request, String callId) {
    book.end(callId, Call.Ending.CUT);
    request.connection().close();
  }
}
