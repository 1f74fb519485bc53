package dev.keelage.perf;

import dev.keelage.perf.load.LoadServer;
import dev.keelage.perf.report.LoadReport;
import dev.keelage.perf.report.Machine;
import dev.keelage.perf.report.Section;
import dev.keelage.perf.upstream.UpstreamServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code make perf}; the parts that run in processes of their own start here, too. */
public final class Main {
  private static final Path DOCUMENT = Path.of("docs/operations/performance.md");

  private Main() {}

  /** From the root of the work tree. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    String part = arguments.length == 0 ? "" : arguments[0];
    switch (part) {
      case "upstream" -> UpstreamServer.serve();
      case "load" -> LoadServer.serve();
      case "help", "--help" -> System.out.print(Options.USAGE);
      default -> measure(Options.parse(Arrays.asList(arguments)));
    }
  }

  private static void measure(Options options) throws IOException, InterruptedException {
    Outcome outcome = LoadMeasurement.run(options.plan());
    String tables = LoadReport.of(outcome, Machine.here());
    if (options.write()) {
      new Section(DOCUMENT, "perf").write(tables);
      System.out.println("written: " + DOCUMENT);
    } else {
      System.out.println(tables);
    }
  }
}
