package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Why an attempt came to nothing.
 *
 * @param rejection what the caller hears if no other attempt does better
 * @param elsewhere whether another attempt may help: 408, 429, 5xx, the gateway's own credentials
 *     refused, no connection, no first token in time
 * @param retryAfter what the vendor asked for
 */
record Failure(Rejection rejection, boolean elsewhere, Optional<Duration> retryAfter) {
  private static final Logger LOG = Logger.getLogger(Failure.class);
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  /** An answer with an error status. */
  static Failure refused(VendorError error, Optional<String> retryAfterHeader) {
    Optional<Duration> retryAfter = retryAfterHeader.flatMap(Failure::seconds);
    int status = error.status();
    if (status == 401 || status == 403) {
      // The caller's key is good, the platform's is not: to say 401 would blame the wrong one.
      return new Failure(
          new Rejection.UpstreamFailed(
              502, "The provider refused the gateway's credentials (" + status + ")."),
          true,
          retryAfter);
    }
    if (status < 400) {
      return new Failure(
          new Rejection.UpstreamFailed(502, "The provider answered with status " + status + "."),
          true,
          retryAfter);
    }
    boolean elsewhere = status == 408 || status == 429 || status >= 500;
    return new Failure(new Rejection.UpstreamRefused(error, retryAfter), elsewhere, retryAfter);
  }

  /** The connection did not come about, or broke before the answer was complete. */
  static Failure broken(Throwable cause) {
    return new Failure(unreachable(cause), true, Optional.empty());
  }

  static Failure timedOut(String what) {
    return new Failure(timeOut(what), true, Optional.empty());
  }

  /** The attempt is not the deployment's fault and no other would do better. */
  static Failure ours(Rejection rejection) {
    return new Failure(rejection, false, Optional.empty());
  }

  /** This deployment cannot take the call; another may. */
  static Failure unfit(Rejection rejection) {
    return new Failure(rejection, true, Optional.empty());
  }

  static Rejection.UpstreamFailed timeOut(String what) {
    return new Rejection.UpstreamFailed(504, "The provider timed out: " + what + ".");
  }

  /** Says what kind of trouble it is and nothing about the network behind the gateway. */
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
      case RuntimeException e when !(e instanceof VertxException) -> {
        LOG.error("an answer met a bug", e);
        yield new Rejection.UpstreamFailed(502, "The provider's answer could not be understood.");
      }
      default -> new Rejection.UpstreamFailed(502, "The provider could not be reached.");
    };
  }

  private static Optional<Duration> seconds(String header) {
    String value = header.trim();
    if (value.isEmpty() || value.length() > 9 || !value.chars().allMatch(Character::isDigit)) {
      return Optional.empty();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(value));
    return Optional.of(asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked);
  }
}
