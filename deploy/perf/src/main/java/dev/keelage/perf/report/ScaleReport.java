package dev.keelage.perf.report;

import static dev.keelage.perf.report.Markdown.number;

import dev.keelage.perf.scale.Estate;
import dev.keelage.perf.scale.ScaleOutcome;
import dev.keelage.perf.scale.Written;
import java.time.Duration;

/** The table about the control plane. */
public final class ScaleReport {
  private ScaleReport() {}

  /** The table as Markdown. */
  public static String of(ScaleOutcome outcome, Machine machine, String jvm) {
    Estate estate = outcome.estate();
    String size =
        number(
            "- %,d models, %,d teams, %,d keys with issued Secrets, 2 gateways\n",
            estate.models(), estate.teams(), estate.keys());
    return "\n"
        + machine.describe()
        + "- JVM flags: `"
        + jvm
        + "`\n"
        + size
        + "\n"
        + table(outcome)
        + "\n";
  }

  private static String table(ScaleOutcome outcome) {
    Markdown table =
        new Markdown("after the start of the operator, or of a change", "aim", "measured", "met");
    Duration first = outcome.models().first();
    table.row("first model Programmed", "< 30 s", seconds(first), met(first.toSeconds() < 30));
    table.row("all models Programmed", "", seconds(outcome.models().last()), "");
    table.row("first key issued and Programmed", "", seconds(outcome.keys().first()), "");
    table.row("all keys issued and Programmed", "", seconds(outcome.keys().last()), "");
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
