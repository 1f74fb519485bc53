package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Why an attempt came to nothing.
 *
 * @param rejection what the caller hears if no other attempt does better; says nothing about the
 *     network behind the gateway
 * @param retryAfter what the vendor asked for
 * @param detail for operators
 */
record Failure(
    Rejection rejection,
    Retry retry,
    Trouble trouble,
    Optional<Duration> retryAfter,
    String detail) {
  private static final Logger LOG = Logger.getLogger(Failure.class);

  /** Where another attempt may help. */
  enum Retry {
    NOWHERE,
    OTHER_DEPLOYMENTS,
    ANYWHERE
  }

  /** An answer with an error status, or an error event in a stream. */
  static Failure refused(VendorError error, Optional<Duration> retryAfter) {
    int status = error.status();
    if (status == 401 || status == 403) {
      // The caller's key is good, the platform's is not: to say 401 would blame the wrong one.
      return lasting(
          "The provider refused the gateway's credentials (" + status + ").",
          Trouble.CREDENTIALS,
          error);
    }
    if (status < 400) {
      return lasting("The provider answered with status " + status + ".", Trouble.BROKEN, error);
    }
    boolean passing = status == 408 || status == 429 || status >= 500;
    return new Failure(
        new Rejection.UpstreamRefused(error, retryAfter),
        passing ? Retry.ANYWHERE : Retry.NOWHERE,
        status == 429 ? Trouble.RATE_LIMITED : passing ? Trouble.OVERLOADED : Trouble.CALL,
        retryAfter,
        "status " + status + " " + error.type());
  }

  private static Failure lasting(String message, Trouble trouble, VendorError error) {
    return new Failure(
        new Rejection.UpstreamFailed(502, message),
        Retry.OTHER_DEPLOYMENTS,
        trouble,
        Optional.empty(),
        "status " + error.status() + " " + error.type());
  }

  /** The connection did not come about, or broke before the answer was complete. */
  static Failure broken(Throwable cause) {
    return new Failure(
        unreachable(cause), Retry.ANYWHERE, troubleOf(cause), Optional.empty(), cause.toString());
  }

  static Failure timedOut(String what) {
    return new Failure(timeOut(what), Retry.ANYWHERE, Trouble.TIMEOUT, Optional.empty(), what);
  }

  /** The call itself is wrong: no deployment would take it. */
  static Failure ofCall(Rejection rejection) {
    return new Failure(rejection, Retry.NOWHERE, Trouble.CALL, Optional.empty(), "malformed");
  }

  /** This deployment cannot take the call; another may. */
  static Failure unfit(Rejection.Untranslatable rejection) {
    return new Failure(
        rejection, Retry.OTHER_DEPLOYMENTS, Trouble.UNFIT, Optional.empty(), rejection.feature());
  }

  static Rejection.UpstreamFailed timeOut(String what) {
    return new Rejection.UpstreamFailed(504, "The provider timed out: " + what + ".");
  }

  static Rejection.UpstreamFailed unreachable(Throwable cause) {
    return switch (cause) {
      case TimeoutException e -> timeOut("no connection");
      case UnknownHostException e ->
          new Rejection.UpstreamFailed(502, "The provider's host name could not be resolved.");
      case SSLException e ->
          new Rejection.UpstreamFailed(502, "The TLS handshake with the provider failed.");
      case HttpClosedException e ->
          new Rejection.UpstreamFailed(502, "The provider closed the connection.");
      case MalformedReply e ->
          new Rejection.UpstreamFailed(502, "The provider's answer could not be understood.");
      case DecoderException e ->
          new Rejection.UpstreamFailed(502, "The provider's answer could not be understood.");
      case RuntimeException e when !(e instanceof VertxException) -> {
        LOG.error("an answer met a bug", e);
        yield new Rejection.UpstreamFailed(502, "The provider's answer could not be understood.");
      }
      default -> new Rejection.UpstreamFailed(502, "The provider could not be reached.");
    };
  }

  private static Trouble troubleOf(Throwable cause) {
    return switch (cause) {
      case TimeoutException e -> Trouble.CONNECT;
      case UnknownHostException e -> Trouble.CONNECT;
      case SSLException e -> Trouble.CONNECT;
      case ConnectException e -> Trouble.CONNECT;
      default -> Trouble.BROKEN;
    };
  }
}
