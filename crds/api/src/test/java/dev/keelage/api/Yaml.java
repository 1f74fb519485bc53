package dev.keelage.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** YAML files of this repository, read strictly: an unknown field is an error. */
final class Yaml {
  /** The repository; tests run in crds/api. */
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  static final Path FIXTURES = Path.of("src/test/resources");
  static final ObjectMapper MAPPER = new ObjectMapper(new YAMLFactory());

  private Yaml() {}

  /** All YAML files below a directory, by name. */
  static List<Path> filesBelow(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("no YAML below " + directory);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ObjectNode> documents(Path file) {
    try (var documents = MAPPER.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Everything of our kinds in a file. */
  static List<ObjectNode> resources(Path file) {
    return ours(documents(file));
  }

  /** Everything of our kinds in a text. */
  static List<ObjectNode> resources(String text) {
    try (var documents = MAPPER.readerFor(ObjectNode.class).<ObjectNode>readValues(text)) {
      return ours(documents.readAll());
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static List<ObjectNode> ours(List<ObjectNode> documents) {
    return documents.stream()
        .filter(each -> each.path("apiVersion").asText().equals(ApiGroup.API_VERSION))
        .toList();
  }

  /** The spec as its record, and as JSON again: what is unknown fails, what is absent is filled. */
  static JsonNode readStrictly(ObjectNode resource) {
    Class<?> kind =
        ApiGroup.KINDS.stream()
            .filter(each -> each.getSimpleName().equals(resource.path("kind").asText()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no kind: " + resource));
    try {
      return MAPPER.valueToTree(MAPPER.treeToValue(resource.get("spec"), spec(kind)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(resource.toString(), e);
    }
  }

  private static Class<?> spec(Class<?> kind) {
    ParameterizedType types = (ParameterizedType) kind.getGenericSuperclass();
    if (types.getRawType() != CustomResource.class) {
      throw new IllegalArgumentException(kind + " is no kind");
    }
    return (Class<?>) types.getActualTypeArguments()[0];
  }
}
