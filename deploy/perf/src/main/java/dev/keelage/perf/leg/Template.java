package dev.keelage.perf.leg;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Configuration files of the legs: resources beside this class, with {@code @NAME@} to fill in. */
final class Template {
  private Template() {}

  static void write(String resource, Map<String, Object> values, Path target) throws IOException {
    String text;
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, Object> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.writeString(target, text);
  }
}
