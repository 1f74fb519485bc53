package dev.keelage.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.gateway.dialect.Dialect.ReplyContext;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder {@code dialect/<vendor>/<story>}: {@code call.json}, {@code reply.json}, {@code
 * stream.sse} in the vendor's dialect, and beside each {@code call.<other>.json} and so on, what
 * becomes of it in the other.
 *
 * <p>With {@code -Dkeelage.golden=write} the expected files are written instead of compared.
 */
record Story(Path folder, Dialect own, Dialect other) {
  static final Dialect OPENAI = new OpenAiDialect(Compat.LITELLM_1_104);
  static final Dialect ANTHROPIC = new AnthropicDialect(Compat.LITELLM_1_104, 4_096);
  static final ReplyContext CONTEXT = new ReplyContext("01HX", "fast", 1_764_115_200L);

  private static final Path ROOT = Path.of("src/test/resources/dialect");
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static Stream<Story> with(String file) {
    return Stream.concat(all("openai", OPENAI, ANTHROPIC), all("anthropic", ANTHROPIC, OPENAI))
        .filter(story -> Files.exists(story.folder.resolve(file)));
  }

  private static Stream<Story> all(String vendor, Dialect own, Dialect other) {
    try (Stream<Path> folders = Files.list(ROOT.resolve(vendor))) {
      List<Path> sorted = folders.sorted().toList();
      return sorted.stream().map(folder -> new Story(folder, own, other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] read(String file) {
    try {
      return Files.readAllBytes(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode expectedJson(String file, byte[] actual) throws IOException {
    if ("write".equals(System.getProperty("keelage.golden"))) {
      Files.writeString(
          folder.resolve(file), MAPPER.writeValueAsString(MAPPER.readTree(actual)) + "\n");
    }
    return MAPPER.readTree(read(file));
  }

  String expectedText(String file, String actual) throws IOException {
    if ("write".equals(System.getProperty("keelage.golden"))) {
      Files.writeString(folder.resolve(file), actual);
    }
    return new String(read(file), UTF_8);
  }

  static JsonNode json(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  String in(Dialect dialect) {
    return dialect == OPENAI ? "openai" : "anthropic";
  }

  @Override
  public String toString() {
    return in(own) + "/" + folder.getFileName();
  }
}
