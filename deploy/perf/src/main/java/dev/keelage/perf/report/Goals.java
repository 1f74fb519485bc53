package dev.keelage.perf.report;

import static dev.keelage.perf.report.Markdown.number;

import dev.keelage.perf.Outcome;
import dev.keelage.perf.Outcome.LegFacts;
import dev.keelage.perf.Plan;
import dev.keelage.perf.leg.Gateway;
import dev.keelage.perf.load.LoadResult;
import dev.keelage.perf.load.Shape;
import java.util.OptionalDouble;

/** What was aimed at beside what it is, for small JSON calls. */
final class Goals {
  private static final Shape SHAPE = Shape.SMALL_JSON;

  private final Outcome outcome;
  private final Figures figures;

  Goals(Outcome outcome, Figures figures) {
    this.outcome = outcome;
    this.figures = figures;
  }

  String table() {
    Markdown table = new Markdown("goal", "aim", "measured", "met");
    for (LegFacts leg : outcome.legs()) {
      if (leg.title().equals(Gateway.Rule.PLAIN.title())) {
        throughput(table, leg.title(), 0.55);
        latency(table, leg.title());
      } else if (leg.title().equals(Gateway.Rule.GOVERNED.title())) {
        throughput(table, leg.title(), 0.35);
        latency(table, leg.title());
        process(table, leg);
      } else if (leg.title().equals(Gateway.Rule.FIVE_POLICIES_ASKED.title())) {
        decisions(table, leg.title());
      }
    }
    return table.toString();
  }

  private void throughput(Markdown table, String leg, double aim) {
    OptionalDouble ratio =
        figures.ratio(leg, "nginx", SHAPE, sample -> sample.result().answersPerSecond());
    if (ratio.isPresent()) {
      table.row(
          leg + ": requests per second on one core",
          number("≥ %.2f × nginx", aim),
          number("%.2f × nginx", ratio.getAsDouble()),
          met(ratio.getAsDouble() >= aim));
    }
  }

  /** All calls of a leg are those of one key, and each is decided in Redis. */
  private void decisions(Markdown table, String leg) {
    OptionalDouble decisions =
        figures.median(leg, SHAPE, 0, sample -> sample.result().answersPerSecond());
    if (decisions.isPresent()) {
      table.row(
          leg + ": whole calls of one contended key",
          "≥ 9,000 limit decisions/s",
          number("%,.0f/s", decisions.getAsDouble()),
          met(decisions.getAsDouble() >= 9000));
    }
  }

  private void latency(Markdown table, String leg) {
    int rate = Plan.RATE_PER_SECOND;
    if (!figures.has(leg, SHAPE, rate)) {
      return;
    }
    double added =
        figures.latencies(leg, SHAPE, rate, LoadResult::latency).getValueAtPercentile(99)
            - figures
                .latencies("direct", SHAPE, rate, LoadResult::latency)
                .getValueAtPercentile(99);
    table.row(
        leg + ": added p99 at 1,000/s",
        "< 2 ms",
        number("%.2f ms", added / 1e3),
        met(added < 2000));
  }

  private void process(Markdown table, LegFacts leg) {
    leg.residentBytes()
        .ifPresent(
            bytes ->
                table.row(
                    leg.title() + ": memory (RSS)",
                    "< 350 MB",
                    number("%d MB", bytes / 1_000_000),
                    met(bytes < 350_000_000)));
    leg.firstAnswer()
        .ifPresent(
            time ->
                table.row(
                    leg.title() + ": first answer after start",
                    "< 2 s",
                    number(
                        "%.2f s; %.2f s without AOT cache",
                        time.toMillis() / 1e3, outcome.firstAnswerWithoutCache().toMillis() / 1e3),
                    met(time.toMillis() < 2000)));
    leg.books()
        .ifPresent(
            books ->
                table.row(
                    leg.title() + ": ledger = vendor's count",
                    "equal to 10⁻¹⁰ USD",
                    number("%,d of %,d calls", books.ledgerRows(), books.vendorCalls()),
                    met(books.balanced())));
  }

  private static String met(boolean met) {
    return met ? "yes" : "**no**";
  }
}
