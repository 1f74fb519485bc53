package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.access.Caller;
import dev.keelage.operator.inquiry.access.Scope;
import dev.keelage.operator.inquiry.book.Breakdown;
import dev.keelage.operator.inquiry.book.CallsAsked;
import dev.keelage.operator.inquiry.book.LedgerBook;
import dev.keelage.operator.inquiry.book.Spend;
import dev.keelage.operator.inquiry.book.SpendAsked;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestPath;

/** Questions about calls and what they cost; nothing can be changed here. */
@Path("/ledger/v1")
public class LedgerResource {
  private static final Pattern CALL = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final Gate gate;
  private final LedgerBook book;

  LedgerResource(Gate gate, LedgerBook book) {
    this.gate = gate;
    this.book = book;
  }

  /** One call, and what its cost is made of. Not there is also what the asker may not know of. */
  @GET
  @Path("calls/{call}")
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<CallAnswer> call(@RestPath String call, @Context HttpHeaders headers) {
    return gate.known(headers)
        .flatMap(
            caller ->
                CALL.matcher(call).matches()
                    ? book.call(call).flatMap(found -> shown(caller, call, found))
                    : Uni.createFrom().failure(new Unanswered(noCall(call))));
  }

  /** A page of calls, the latest first. */
  @GET
  @Path("calls")
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<CallsAnswer> calls(@Context UriInfo uri, @Context HttpHeaders headers) {
    return asked(
            headers,
            () -> Questions.calls(uri.getQueryParameters(), Instant.now()),
            CallsAsked::scope)
        .flatMap(book::calls)
        .map(CallsAnswer::of);
  }

  /** Sums of calls. */
  @GET
  @Path("spend")
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<SpendAnswer> spend(@Context UriInfo uri, @Context HttpHeaders headers) {
    return spent(uri, headers, SpendAnswer::of);
  }

  /** The same as a table, for chargeback. */
  @GET
  @Path("spend")
  @Produces("text/csv; charset=utf-8; header=present")
  public Uni<String> spendTable(@Context UriInfo uri, @Context HttpHeaders headers) {
    return spent(uri, headers, SpendCsv::of);
  }

  private <T> Uni<T> spent(
      UriInfo uri, HttpHeaders headers, BiFunction<SpendAsked, List<Spend>, T> answer) {
    return asked(
            headers,
            () -> Questions.spend(uri.getQueryParameters(), Instant.now()),
            SpendAsked::scope)
        .flatMap(asked -> book.spend(asked).map(spent -> answer.apply(asked, spent)));
  }

  /** A question that somebody known may ask; who asks is looked at first. */
  private <Q> Uni<Q> asked(HttpHeaders headers, Supplier<Q> question, Function<Q, Scope> scope) {
    return gate.known(headers)
        .flatMap(
            caller -> {
              Q asked = question.get();
              return gate.demand(caller, scope.apply(asked)).replaceWith(asked);
            });
  }

  private Uni<CallAnswer> shown(Caller caller, String call, Optional<Breakdown> found) {
    Unanswered none = new Unanswered(noCall(call));
    return found
        .map(
            breakdown ->
                gate.may(caller, breakdown.call())
                    .map(
                        may -> {
                          if (!may) {
                            throw none;
                          }
                          return CallAnswer.of(breakdown);
                        }))
        .orElseGet(() -> Uni.createFrom().failure(none));
  }

  private static Problem noCall(String call) {
    return Problem.notFound(
        "no call "
            + call
            + " that you may see: it is not booked yet, was removed, or is another team's");
  }
}
