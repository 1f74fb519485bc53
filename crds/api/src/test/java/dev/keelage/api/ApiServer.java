package dev.keelage.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.testkit.ControlPlane;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A real API server that knows the checked-in CRDs, spoken to in plain HTTP and JSON. */
final class ApiServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CRDS = Yaml.REPOSITORY.resolve("charts/keelage-crds/templates");

  private final KubernetesClient client = ControlPlane.shared().client();

  /** Installs the CRDs and creates the namespaces. */
  ApiServer(List<String> namespaces) {
    for (Path file : Yaml.filesBelow(CRDS)) {
      CustomResourceDefinition crd =
          JSON.convertValue(Yaml.documents(file).getFirst(), CustomResourceDefinition.class);
      client.resource(crd).forceConflicts().serverSideApply();
      client.resource(crd).waitUntilCondition(ApiServer::established, 30, TimeUnit.SECONDS);
    }
    for (String namespace : namespaces) {
      client
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .serverSideApply();
    }
  }

  private static boolean established(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(
                each -> each.getType().equals("Established") && each.getStatus().equals("True"));
  }

  /**
   * Creates on the server without keeping it: unknown fields, bounds and rules count. Under a name
   * of its own, so that what is there does not matter.
   */
  Answer dryRun(ObjectNode resource) {
    ObjectNode fresh = resource.deepCopy();
    ObjectNode metadata = (ObjectNode) fresh.get("metadata");
    metadata.put("name", metadata.get("name").asText() + "-dry-run");
    return send(
        request(collection(resource) + "?dryRun=All&fieldValidation=Strict")
            .post("application/json", fresh.toString())
            .build());
  }

  Answer apply(ObjectNode resource) {
    return apply(resource, "");
  }

  Answer applyStatus(ObjectNode resource) {
    return apply(resource, "/status");
  }

  private Answer apply(ObjectNode resource, String subresource) {
    String path = path(resource) + subresource + "?fieldManager=test&fieldValidation=Strict";
    return send(
        request(path).method("PATCH", "application/apply-patch+yaml", resource.toString()).build());
  }

  /** The cells that kubectl prints for one object, in all columns that it shows without -o wide. */
  List<String> columns(ObjectNode resource) {
    Answer table =
        send(
            request(path(resource))
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .build());
    JsonNode cells = table.body().path("rows").path(0).path("cells");
    List<String> shown = new ArrayList<>();
    int index = 0;
    for (JsonNode column : table.body().path("columnDefinitions")) {
      if (column.path("priority").asInt() == 0) {
        shown.add(column.path("name").asText() + "=" + cells.path(index).asText(""));
      }
      index++;
    }
    return shown;
  }

  Answer get(String path) {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    String server = client.getMasterUrl().toString();
    return client
        .getHttpClient()
        .newHttpRequestBuilder()
        .uri(server.substring(0, server.length() - 1) + path);
  }

  private Answer send(HttpRequest request) {
    HttpResponse<byte[]> response = client.getHttpClient().sendAsync(request, byte[].class).join();
    String text = new String(response.body(), StandardCharsets.UTF_8);
    try {
      return new Answer(response.code(), JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(response.code() + ": " + text, e);
    }
  }

  private static String path(ObjectNode resource) {
    return collection(resource) + "/" + resource.get("metadata").get("name").asText();
  }

  private static String collection(ObjectNode resource) {
    return "/apis/%s/namespaces/%s/%ss"
        .formatted(
            resource.get("apiVersion").asText(),
            resource.get("metadata").get("namespace").asText(),
            resource.get("kind").asText().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    client.close();
  }

  /** What came back. */
  record Answer(int code, JsonNode body) {
    boolean accepted() {
      return code == 200 || code == 201;
    }

    /** Why it was refused. */
    String message() {
      return body.path("message").asText();
    }
  }
}
