package dev.keelage.e2e;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The official Python SDKs in an environment of their own under the user's cache directory, made
 * once per list of versions.
 */
final class PythonSdks {
  private static final Path SCRIPTS = SourceTree.at("deploy/e2e/src/test/python");

  private final Path python;

  private PythonSdks(Path python) {
    this.python = python;
  }

  /**
   * Finds or makes the environment.
   *
   * @throws IllegalStateException with pip's own words, if it cannot be made
   */
  static PythonSdks install() {
    Path requirements = SCRIPTS.resolve("requirements.txt");
    Path home = cache().resolve("python-" + checksum(requirements));
    Path python = home.resolve("bin/python");
    Path complete = home.resolve("complete");
    if (!Files.exists(complete)) {
      run(List.of("python3", "-m", "venv", "--clear", home.toString()), "needs Python 3 with venv");
      run(
          List.of(
              python.toString(), "-m", "pip", "install", "--quiet", "-r", requirements.toString()),
          "needs a Python package index that pip can reach");
      write(complete);
    }
    return new PythonSdks(python);
  }

  /** Runs one of the scripts beside requirements.txt, and reads the JSON it prints. */
  JsonObject run(String script, String... arguments) {
    var command = new ArrayList<>(List.of(python.toString(), SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return new JsonObject(run(command, script + " failed"));
  }

  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path caches =
        given == null || given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return caches.resolve("keelage");
  }

  private static String run(List<String> command, String complaint) {
    try {
      Path errors = Files.createTempFile("keelage-python", ".err");
      var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "The test with the Python SDKs "
                + complaint
                + ": "
                + output
                + Files.readString(errors));
      }
      Files.delete(errors);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("The test with the Python SDKs " + complaint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String checksum(Path file) {
    try {
      var crc = new CRC32();
      crc.update(Files.readAllBytes(file));
      return HexFormat.of().toHexDigits((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
