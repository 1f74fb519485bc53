package dev.keelage.gateway.reference;

import dev.keelage.gateway.telemetry.Metric;
import dev.keelage.gateway.telemetry.Metric.Label;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What Prometheus finds on {@code :9000/metrics}. */
final class MetricsPage {
  private MetricsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(ReferencePages.NOTICE)
            .append("# Metrics\n\nOn port 9000 under `/metrics`, in Prometheus' format.")
            .append(" Timers are histograms: `_bucket`, `_sum` and `_count`.")
            .append(" Beside these there are the JVM's and the process' own.\n\n")
            .append("| Metric | Kind | Labels | What it says |\n|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(name(metric), kind(metric), labels(metric), metric.description()));
    }
    page.append("\n## Labels\n\n| Label | Values |\n|---|---|\n");
    Arrays.stream(Label.values())
        .forEach(label -> page.append("| `%s` | %s |\n".formatted(label.key(), label.bound())));
    return page.toString();
  }

  private static String name(Metric metric) {
    String name = metric.meterName().replace('.', '_');
    return switch (metric.kind()) {
      case COUNTER -> name + "_total";
      case TIMER -> name + "_seconds";
      case GAUGE -> name;
    };
  }

  private static String kind(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER -> "counter";
      case TIMER -> "histogram";
      case GAUGE -> "gauge";
    };
  }

  private static String labels(Metric metric) {
    return metric.labels().stream()
        .map(label -> "`" + label.key() + "`")
        .collect(Collectors.joining(", "));
  }
}
