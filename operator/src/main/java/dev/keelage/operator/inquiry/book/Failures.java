package dev.keelage.operator.inquiry.book;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What it means that a question failed. */
final class Failures {
  private static final String CANCELED = "57014";

  private Failures() {}

  /** What the asker is told; a fault of ours stays as it is. */
  static Throwable told(Throwable failure) {
    return causes(failure)
        .flatMap(cause -> state(cause).stream())
        .findFirst()
        .map(state -> told(failure, state))
        .orElseGet(
            () ->
                causes(failure).anyMatch(Failures::meansAway) ? new LedgerAway(failure) : failure);
  }

  /** Postgres' code, where it is the one who refuses; Hibernate wraps what its client says. */
  private static Optional<String> state(Throwable cause) {
    String state =
        switch (cause) {
          case PgException postgres -> postgres.getSqlState();
          case SQLException hibernate -> hibernate.getSQLState();
          default -> null;
        };
    return Optional.ofNullable(state);
  }

  /** PostgreSQL, appendix A: classes of codes. */
  private static Throwable told(Throwable failure, String state) {
    if (state.equals(CANCELED)) {
      return new TooMuchAsked(
          "the ledger was looked through for %d s without an end; ask for a shorter period, or for one team"
              .formatted(LedgerBook.STATEMENT.toSeconds()));
    }
    boolean noSchemaYet = state.equals("42P01") || state.equals("3F000") || state.equals("42703");
    boolean away = Stream.of("08", "28", "3D", "53", "57").anyMatch(state::startsWith);
    return noSchemaYet || away ? new LedgerAway(failure) : failure;
  }

  /** The pool says with a bare Throwable that it found no connection in time. */
  private static boolean meansAway(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof VertxException
        || failure instanceof NoStackTraceThrowable;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause).limit(16);
  }
}
