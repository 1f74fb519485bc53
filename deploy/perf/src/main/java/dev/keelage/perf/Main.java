package dev.keelage.perf;

import dev.keelage.perf.leg.GatewayJvm;
import dev.keelage.perf.load.LoadServer;
import dev.keelage.perf.process.JvmOptions;
import dev.keelage.perf.report.LoadReport;
import dev.keelage.perf.report.Machine;
import dev.keelage.perf.report.ScaleReport;
import dev.keelage.perf.report.Section;
import dev.keelage.perf.scale.ScaleMeasurement;
import dev.keelage.perf.scale.ScaleOptions;
import dev.keelage.perf.scale.ScaleOutcome;
import dev.keelage.perf.upstream.UpstreamServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code make perf}; the parts that run in processes of their own start here, too. */
public final class Main {
  private static final Path WORK = Path.of("deploy/perf/target/scale");
  private static final Path OPERATOR_OPTIONS = Path.of("operator/jvm.options");
  private static final Path DOCUMENT = Path.of("docs/operations/performance.md");

  private Main() {}

  /** From the root of the work tree. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    String part = arguments.length == 0 ? "" : arguments[0];
    switch (part) {
      case "upstream" -> UpstreamServer.serve();
      case "load" -> LoadServer.serve();
      case "help", "--help" -> System.out.print(Options.USAGE);
      case "scale" -> scale(ScaleOptions.parse(rest(arguments)));
      case "policies" -> measure("policies", Options.parsePolicies(rest(arguments)));
      default -> measure("perf", Options.parse(Arrays.asList(arguments)));
    }
  }

  private static List<String> rest(String... arguments) {
    return Arrays.asList(arguments).subList(1, arguments.length);
  }

  private static void measure(String section, Options options)
      throws IOException, InterruptedException {
    Machine machine = Machine.here();
    Outcome outcome = LoadMeasurement.run(options);
    publish(options.write(), section, LoadReport.of(outcome, machine));
  }

  private static void scale(ScaleOptions options) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    List<String> gateway = GatewayJvm.flags(List.of());
    List<String> operator = JvmOptions.read(OPERATOR_OPTIONS, options.operatorJvm());
    ScaleOutcome outcome = ScaleMeasurement.run(options.estate(), WORK, operator, gateway);
    publish(options.write(), "scale", ScaleReport.of(outcome, machine, operator, gateway));
  }

  private static void publish(boolean write, String section, String tables) throws IOException {
    if (write) {
      new Section(DOCUMENT, section).write(tables);
      System.out.println("written: " + DOCUMENT);
    } else {
      System.out.println(tables);
    }
  }
}
