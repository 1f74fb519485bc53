package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keelage.snapshot.Sensitive;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What every object has, and the two kinds of Kubernetes itself that are read. */
final class PlainObjects {
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /** The ones after annotations are an API server's; they are there in what kubectl printed. */
  private static final Set<String> METADATA =
      Set.of(
          "name",
          "namespace",
          "labels",
          "annotations",
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "finalizers",
          "generateName",
          "generation",
          "managedFields",
          "ownerReferences",
          "resourceVersion",
          "selfLink",
          "uid");

  private PlainObjects() {}

  static Optional<ObjectMeta> metadata(Document document, BiConsumer<FieldPath, String> fault) {
    FieldPath at = FieldPath.of("metadata");
    JsonNode json = document.json().path("metadata");
    refuseOthers(json, METADATA, at, fault);
    String name = json.path("name").asText();
    String namespace = json.path("namespace").asText(DEFAULT_NAMESPACE);
    if (!NAME.matcher(name).matches()) {
      fault.accept(
          at.then("name"),
          "metadata.name: write lower-case letters, digits, - and . (at most 253 characters)");
      return Optional.empty();
    }
    if (!NAMESPACE.matcher(namespace).matches()) {
      fault.accept(
          at.then("namespace"),
          "metadata.namespace: write lower-case letters, digits and - (at most 63 characters)");
      return Optional.empty();
    }
    return Optional.of(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .withLabels(texts(json.path("labels"), at.then("labels"), fault))
            .withAnnotations(texts(json.path("annotations"), at.then("annotations"), fault))
            .withCreationTimestamp(json.path("creationTimestamp").asText(null))
            .build());
  }

  static Optional<Content.Secret> secret(Document document, BiConsumer<FieldPath, String> fault) {
    refuseOthers(
        document.json(),
        Set.of("apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData"),
        FieldPath.ROOT,
        fault);
    Map<String, Sensitive> values = new TreeMap<>();
    FieldPath at = FieldPath.of("data");
    texts(document.json().path("data"), at, fault)
        .forEach(
            (key, text) ->
                decode(text)
                    .ifPresentOrElse(
                        value -> values.put(key, value),
                        () ->
                            fault.accept(
                                at.then(key),
                                at.then(key)
                                    + ": it has to be base64; plain text goes under stringData")));
    texts(document.json().path("stringData"), FieldPath.of("stringData"), fault)
        .forEach((key, text) -> values.put(key, new Sensitive(text)));
    return metadata(document, fault)
        .map(meta -> new Content.Secret(meta.getNamespace(), meta.getName(), values));
  }

  static Optional<Content.Namespace> namespace(
      Document document, BiConsumer<FieldPath, String> fault) {
    refuseOthers(
        document.json(),
        Set.of("apiVersion", "kind", "metadata", "spec", "status"),
        FieldPath.ROOT,
        fault);
    return metadata(document, fault)
        .map(meta -> new Content.Namespace(meta.getName(), meta.getLabels()));
  }

  static void refuseOthers(
      JsonNode json, Set<String> known, FieldPath at, BiConsumer<FieldPath, String> fault) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        fault.accept(at.then(name), at.then(name) + ": there is no such field");
      }
    }
  }

  private static Map<String, String> texts(
      JsonNode json, FieldPath at, BiConsumer<FieldPath, String> fault) {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : json.properties()) {
      if (each.getValue().isTextual()) {
        texts.put(each.getKey(), each.getValue().textValue());
      } else {
        fault.accept(
            at.then(each.getKey()),
            at.then(each.getKey()) + ": it has to be a text; put quotes around it");
      }
    }
    return texts;
  }

  private static Optional<Sensitive> decode(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return Optional.of(new Sensitive(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
