package dev.keelage.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the parts of the system lie in this source tree. */
final class SourceTree {
  private static final Path ROOT =
      Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
          .filter(path -> Files.isDirectory(path.resolve("charts/keelage-crds")))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("not inside of a Keelage source tree"));

  private SourceTree() {}

  /** A file or directory, by its path from the root of the tree. */
  static Path at(String path) {
    return ROOT.resolve(path);
  }

  static String read(String path) {
    try {
      return Files.readString(at(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The packaged application of a module.
   *
   * @throws IllegalStateException if it was not built
   */
  static Path application(String module) {
    Path jar = at(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not there: use make, which builds it first");
    }
    return jar;
  }
}
