package dev.keelage.gateway.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The pages of docs/reference that the gateway's code speaks for. */
public final class ReferencePages {
  static final String NOTICE =
      "<!-- Generated from the gateway's code; change that and run `make crds`. -->\n";

  private ReferencePages() {}

  /** The same code gives the same texts. */
  static Map<String, String> render(Path repository) throws IOException {
    return Map.of(
        "configuration.md", ConfigurationPage.render(repository),
        "errors.md", ErrorsPage.render(),
        "metrics.md", MetricsPage.render());
  }

  /** Writes all of them. Argument: the repository's directory. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Path folder = Files.createDirectories(root.resolve("docs/reference"));
    for (Map.Entry<String, String> page : render(root).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }
}
