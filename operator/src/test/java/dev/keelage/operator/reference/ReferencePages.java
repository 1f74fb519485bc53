package dev.keelage.operator.reference;

import dev.keelage.operator.OperatorMeters;
import dev.keelage.operator.inquiry.LedgerApiDocument;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheus.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pages of docs/reference that the operator's code speaks for. */
public final class ReferencePages {
  private static final NamingConvention PROMETHEUS = new PrometheusNamingConvention();
  private static final String HEAD =
      """
      <!-- Generated from the operator's code; change that and run `make crds`. -->
      # Metrics of the operator

      On port 9000 under `/metrics`, in Prometheus' format. Of a summary there are `_count`, `_sum` and `_max`. Only the leading operator has news; the
      others report what they know, mostly nothing. Beside these there are the JVM's and the process' own. Those of gateways: [Metrics](metrics.md).

      | Metric | Kind | Labels | What it says |
      |---|---|---|---|
      """;

  private ReferencePages() {}

  /** The same code gives the same text. */
  static String metrics() {
    List<Meter.Id> meters = OperatorMeters.all();
    StringBuilder page = new StringBuilder(HEAD);
    meters.stream()
        .filter(each -> each.getName().startsWith("keelage."))
        .sorted(Comparator.comparing(Meter.Id::getName))
        .forEach(each -> page.append(row(each)));
    return page.toString();
  }

  private static String row(Meter.Id meter) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            PROMETHEUS.name(meter.getName(), meter.getType(), meter.getBaseUnit()),
            kind(meter.getType()),
            meter.getTags().stream()
                .map(Tag::getKey)
                .map("`%s`"::formatted)
                .collect(Collectors.joining(", ")),
            Optional.ofNullable(meter.getDescription()).orElse(""));
  }

  private static String kind(Meter.Type type) {
    return switch (type) {
      case COUNTER -> "counter";
      case TIMER, DISTRIBUTION_SUMMARY, LONG_TASK_TIMER -> "summary";
      case GAUGE, OTHER -> "gauge";
    };
  }

  /** Writes all of them. Argument: the repository's directory. */
  public static void main(String[] args) throws IOException {
    Path repository = Path.of(args[0]);
    Path folder = Files.createDirectories(repository.resolve("docs/reference"));
    Files.writeString(folder.resolve("operator-metrics.md"), metrics());
    Files.writeString(folder.resolve("ledger-api.yaml"), LedgerApiDocument.render(repository));
  }
}
