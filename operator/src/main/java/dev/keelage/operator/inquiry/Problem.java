package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Why there is no answer (RFC 9457).
 *
 * @param type always {@code about:blank}: the status says what it is
 * @param detail what the asker can do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  static Problem of(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail);
  }

  static Problem wrong(String detail) {
    return of(BAD_REQUEST, "Bad Request", detail);
  }

  static Problem unknownCaller() {
    return of(
        UNAUTHORIZED,
        "Unauthorized",
        "send a token that the Kubernetes API server takes, as 'Authorization: Bearer ...'; for"
            + " example of: kubectl create token NAME -n NAMESPACE");
  }

  static Problem forbidden(String user, String what) {
    return of(
        FORBIDDEN,
        "Forbidden",
        user
            + " may not get teams/spend (keelage.dev) of "
            + what
            + "; ask for a role that allows it");
  }

  static Problem notFound(String detail) {
    return of(NOT_FOUND, "Not Found", detail);
  }

  static Problem unavailable(String detail) {
    return of(UNAVAILABLE, "Service Unavailable", detail);
  }
}
