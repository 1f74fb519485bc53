package dev.keelage.perf.report;

import static dev.keelage.perf.report.Markdown.number;

import dev.keelage.perf.scale.Estate;
import dev.keelage.perf.scale.ScaleOutcome;
import dev.keelage.perf.scale.Written;
import java.time.Duration;
import java.util.List;

/** The table about the control plane. */
public final class ScaleReport {
  private ScaleReport() {}

  /** The table as Markdown. */
  public static String of(
      ScaleOutcome outcome, Machine machine, List<String> operatorJvm, List<String> gatewayJvm) {
    Estate estate = outcome.estate();
    String size =
        number(
            "- %,d models, %,d teams, %,d keys with issued Secrets, 2 gateways\n",
            estate.models(), estate.teams(), estate.keys());
    return "\n"
        + machine.describe()
        + "- operator: `java "
        + String.join(" ", operatorJvm)
        + "`\n- gateways: `java "
        + String.join(" ", gatewayJvm)
        + "`\n"
        + size
        + "\n"
        + table(outcome)
        + "\nCPU time from the start of the operator until all keys are Programmed:\n\n"
        + costs(outcome)
        + "\n";
  }

  private static String table(ScaleOutcome outcome) {
    Markdown table =
        new Markdown("after the start of the operator, or of a change", "aim", "measured", "met");
    arrival(table, "first model Programmed", outcome.models().first());
    arrival(table, "all models Programmed", outcome.models().last());
    table.row("first key issued and Programmed", "", seconds(outcome.keys().first()), "");
    arrival(table, "all keys issued and Programmed", outcome.keys().last());
    double p99 = outcome.changeMillis(99);
    table.row(
        number("change of a model → both gateways, p50 of %d", outcome.changeMillis().size()),
        "",
        number("%.0f ms", outcome.changeMillis(50)),
        "");
    table.row("the same, p99", "< 1 s", number("%.0f ms", p99), met(p99 < 1000));
    long operator = outcome.operatorBytes();
    table.row("operator, RSS", "< 512 MB", megabytes(operator), met(operator < 512_000_000));
    table.row("gateway, RSS", "", megabytes(outcome.gatewayBytes()), "");
    Written written = outcome.keyChange();
    table.row(
        "change of one key: snapshot Secrets written",
        "one shard + index",
        number("%d, together %,d B", written.snapshotSecrets(), written.snapshotBytes()),
        met(written.snapshotSecrets() == 2));
    table.row(
        "change of one key: VirtualKeys written",
        "1",
        number("%d", written.keyObjects()),
        met(written.keyObjects() == 1));
    return table.toString();
  }

  private static void arrival(Markdown table, String what, Duration time) {
    table.row(what, "< 30 s", seconds(time), met(time.toSeconds() < 30));
  }

  private static String costs(ScaleOutcome outcome) {
    Markdown table = new Markdown("process", "CPU time");
    outcome.processorTime().forEach((name, time) -> table.row(name, seconds(time)));
    return table.toString();
  }

  private static String seconds(Duration time) {
    return number("%.1f s", time.toMillis() / 1e3);
  }

  private static String megabytes(long bytes) {
    return number("%d MB", bytes / 1_000_000);
  }

  private static String met(boolean met) {
    return met ? "yes" : "**no**";
  }
}
