package dev.keelage.perf.report;

import static dev.keelage.perf.report.Markdown.number;

import dev.keelage.perf.Outcome;
import dev.keelage.perf.Outcome.LegFacts;
import dev.keelage.perf.Plan;
import dev.keelage.perf.Sample;
import dev.keelage.perf.leg.Books;
import dev.keelage.perf.load.LoadResult;
import dev.keelage.perf.load.Shape;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The tables about load and latency. */
public final class LoadReport {
  private static final String DIRECT = "direct";
  private static final String NGINX = "nginx";

  private final Outcome outcome;
  private final Figures figures;

  private LoadReport(Outcome outcome) {
    this.outcome = outcome;
    this.figures = new Figures(outcome.samples());
  }

  /** All tables as Markdown. */
  public static String of(Outcome outcome, Machine machine) {
    LoadReport report = new LoadReport(outcome);
    StringBuilder text = new StringBuilder("\n" + machine.describe());
    text.append("- ").append(Machine.command("nginx", "-v")).append("\n");
    text.append("- gateway: `java ").append(String.join(" ", outcome.jvm())).append("`\n");
    text.append(report.describePlan());
    outcome.absent().forEach(why -> text.append("- **not measured:** ").append(why).append("\n"));
    text.append("\n### Goals\n\n").append(new Goals(outcome, report.figures).table());
    text.append("\n### Most requests per second\n\n").append(report.maximum());
    text.append("\n### Latency at %,d requests per second\n\n".formatted(Plan.RATE_PER_SECOND));
    text.append(report.paced());
    text.append("\n### Processes and books\n\n").append(report.processes());
    return text.append("\n").toString();
  }

  private String describePlan() {
    Plan plan = outcome.plan();
    return "- %d rounds; each %d s at the maximum over %d connections and %d s at the fixed rate\n"
        .formatted(plan.rounds(), plan.maximumSeconds(), Plan.CONNECTIONS, plan.pacedSeconds());
  }

  private String maximum() {
    Markdown table =
        new Markdown(
            "call", "leg", "requests/s", "× nginx", "its core busy", "CPU each", "CPU × nginx");
    for (Shape shape : outcome.plan().shapes()) {
      for (LegFacts leg : outcome.legs()) {
        if (figures.has(leg.title(), shape, 0)) {
          maximum(table, shape, leg.title());
        }
      }
    }
    return table.toString();
  }

  private void maximum(Markdown table, Shape shape, String leg) {
    boolean proxied = !leg.equals(DIRECT);
    OptionalDouble none = OptionalDouble.empty();
    table.row(
        shape.title(),
        leg,
        cell("%,.0f", figures.median(leg, shape, 0, sample -> sample.result().answersPerSecond())),
        cell("%.2f", ratio(leg, shape)),
        cell("%.0f %%", proxied ? figures.median(leg, shape, 0, s -> 100 * s.busy()) : none),
        cell("%.1f µs", proxied ? figures.median(leg, shape, 0, Sample::cpuMicrosPerAnswer) : none),
        cell(
            "%.2f", proxied ? figures.ratio(leg, NGINX, shape, Sample::cpuMicrosPerAnswer) : none));
  }

  private OptionalDouble ratio(String leg, Shape shape) {
    return figures.ratio(leg, NGINX, shape, sample -> sample.result().answersPerSecond());
  }

  private String paced() {
    Markdown table =
        new Markdown(
            "call",
            "leg",
            "p50",
            "p99",
            "p99.9",
            "added p50",
            "p99",
            "p99.9",
            "first byte p50",
            "p99",
            "CPU each");
    for (Shape shape : outcome.plan().shapes()) {
      for (LegFacts leg : outcome.legs()) {
        if (figures.has(leg.title(), shape, Plan.RATE_PER_SECOND)) {
          paced(table, shape, leg.title());
        }
      }
    }
    return table.toString();
  }

  private void paced(Markdown table, Shape shape, String leg) {
    int rate = Plan.RATE_PER_SECOND;
    Histogram all = figures.latencies(leg, shape, rate, LoadResult::latency);
    Histogram first = figures.latencies(leg, shape, rate, LoadResult::firstByte);
    Histogram direct = figures.latencies(DIRECT, shape, rate, LoadResult::latency);
    boolean proxied = !leg.equals(DIRECT);
    OptionalDouble cpu = figures.median(leg, shape, rate, Sample::cpuMicrosPerAnswer);
    table.row(
        shape.title(),
        leg,
        millis(all, 50),
        millis(all, 99),
        millis(all, 99.9),
        proxied ? added(all, direct, 50) : "",
        proxied ? added(all, direct, 99) : "",
        proxied ? added(all, direct, 99.9) : "",
        shape.isStream() ? millis(first, 50) : "",
        shape.isStream() ? millis(first, 99) : "",
        cell("%.0f µs", proxied ? cpu : OptionalDouble.empty()));
  }

  private String processes() {
    Markdown table =
        new Markdown(
            "leg",
            "first answer",
            "RSS",
            "right answers",
            "failed",
            "vendor's calls",
            "ledger rows",
            "ledger USD",
            "ledger = vendor");
    for (LegFacts leg : outcome.legs()) {
      table.row(
          leg.title(),
          leg.firstAnswer().map(time -> number("%.2f s", time.toMillis() / 1e3)).orElse(""),
          leg.residentBytes().map(bytes -> number("%d MB", bytes / 1_000_000)).orElse(""),
          number("%,d", figures.answered(leg.title())),
          number("%,d", figures.failed(leg.title())),
          books(leg, books -> number("%,d", books.vendorCalls())),
          books(leg, books -> number("%,d", books.ledgerRows())),
          books(leg, books -> books.ledgerCost().toPlainString()),
          books(leg, books -> books.balanced() ? "yes" : "**no**"));
    }
    return table.toString();
  }

  private static String books(LegFacts leg, Function<Books, String> cell) {
    return leg.books().map(cell).orElse("");
  }

  private static String millis(Histogram histogram, double percentile) {
    return number("%.2f ms", histogram.getValueAtPercentile(percentile) / 1e3);
  }

  private static String added(Histogram leg, Histogram direct, double percentile) {
    long micros = leg.getValueAtPercentile(percentile) - direct.getValueAtPercentile(percentile);
    return number("%+.2f ms", micros / 1e3);
  }

  private static String cell(String format, OptionalDouble value) {
    return value.isPresent() ? number(format, value.getAsDouble()) : "";
  }
}
