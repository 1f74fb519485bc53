package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.keelage.operator.inquiry.book.Spend;
import dev.keelage.operator.inquiry.book.SpendAsked;
import dev.keelage.operator.inquiry.book.Trait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The ledger API as an OpenAPI document: for programs, and for those who write them. */
public final class LedgerApiDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());
  private static final String NOTICE =
      "# Generated from the operator's code; change that and run `make crds`. The guide: docs/guides/chargeback.md\n";

  private static final String WHEN =
      "A day (UTC) like 2026-11-01, or an instant like 2026-11-01T08:00:00Z";

  /** What can be said behind the {@code ?}. */
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("team", "Whose: `namespace/name`. Of a root team, all below it too"),
          Map.entry(
              "namespace", "Whose: all teams of it, and its keys without a team. Not with `team`"),
          Map.entry("key", "Only calls of that key, `namespace/name`"),
          Map.entry("user", "Only calls of that user, as the ledger has it"),
          Map.entry("customer", "Only calls of that customer, as the ledger has it"),
          Map.entry("model", "Only calls of that Model, `namespace/name`"),
          Map.entry("tag", "Only calls with that tag, as the ledger has it"),
          Map.entry("provider", "Only calls that this Provider served, `namespace/name`"),
          Map.entry("from", WHEN),
          Map.entry("to", WHEN + "; exclusive"),
          Map.entry("limit", "Calls per page"),
          Map.entry("after", "`next` of the page before"),
          Map.entry("by", "What sums are divided by"),
          Map.entry("per", "How time is divided, UTC"));

  private static final Map<Integer, String> REFUSALS =
      Map.of(
          400, "The question is not understood, or its answer would be too large or take too long",
          401, "No token, or none that the API server takes",
          403, "Not this team, namespace or all",
          404, "No such call, not booked yet, removed, or another team's",
          503,
              "Postgres or the API server does not answer, or there are too many questions at once");

  private LedgerApiDocument() {}

  /** The same code gives the same text. */
  public static String render(Path repository) throws IOException {
    Schemas schemas =
        new Schemas(
            Comments.of(
                repository.resolve("operator/src/main/java"),
                List.of(
                    CallSummary.class,
                    CallAnswer.class,
                    CallsAnswer.class,
                    SpendAnswer.class,
                    Spend.class,
                    Problem.class)));
    ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Keelage ledger API")
        .put("version", "v1")
        .put("description", "What calls cost, and what that is made of. Read only.");
    document.putArray("security").addObject().putArray("token");
    ObjectNode paths = document.putObject("paths");
    paths.set("/ledger/v1/calls/{call}", call(schemas));
    paths.set("/ledger/v1/calls", calls(schemas));
    paths.set("/ledger/v1/spend", spend(schemas));
    ObjectNode components = document.putObject("components");
    components.putObject("schemas").setAll(schemas.all());
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A token that the Kubernetes API server takes: kubectl create token");
    return NOTICE + text(document);
  }

  private static String text(ObjectNode document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode call(Schemas schemas) {
    ObjectNode get = JSON.objectNode();
    ObjectNode path = JSON.objectNode();
    get.put("operationId", "call").put("summary", "One call, and what its cost is made of");
    get.putArray("parameters")
        .add(
            JSON.objectNode()
                .put("name", "call")
                .put("in", "path")
                .put("required", true)
                .put("description", "Its id, as in the header x-keelage-call-id")
                .set("schema", JSON.objectNode().put("type", "string")));
    get.set("responses", responses(schemas, CallAnswer.class, 400, 401, 404, 503));
    path.set("get", get);
    return path;
  }

  private static ObjectNode calls(Schemas schemas) {
    ObjectNode get = JSON.objectNode();
    get.put("operationId", "calls").put("summary", "A page of calls, the latest first");
    get.put(
        "description",
        "At most %d days; the last 24 hours if not said.".formatted(Questions.CALLS_MOST.toDays()));
    get.set("parameters", parameters(Questions.OF_CALLS));
    get.set("responses", responses(schemas, CallsAnswer.class, 400, 401, 403, 503));
    ObjectNode path = JSON.objectNode();
    path.set("get", get);
    return path;
  }

  private static ObjectNode spend(Schemas schemas) {
    ObjectNode get = JSON.objectNode();
    get.put("operationId", "spend").put("summary", "Sums of calls");
    get.put(
        "description",
        "Full hours, or days for `per=day`; at most %d days for `per=hour`, %d for `per=day`, %d for `per=total`; this month if not said. Users, customers and tags have sums of their own, which know the team only: one kind at a time."
            .formatted(
                Questions.HOURS_MOST.toDays(),
                Questions.DAYS_MOST.toDays(),
                Questions.TOTAL_MOST.toDays()));
    get.set("parameters", parameters(Questions.OF_SPEND));
    ObjectNode responses = responses(schemas, SpendAnswer.class, 400, 401, 403, 503);
    ((ObjectNode) responses.at("/200/content"))
        .putObject("text/csv")
        .putObject("schema")
        .put("type", "string")
        .put("description", "RFC 4180, with a head; a name that is a formula has a ' before it");
    get.set("responses", responses);
    ObjectNode path = JSON.objectNode();
    path.set("get", get);
    return path;
  }

  private static ArrayNode parameters(Set<String> names) {
    ArrayNode parameters = JSON.arrayNode();
    for (String name : new TreeSet<>(names)) {
      String description = PARAMETERS.get(name);
      if (description == null) {
        throw new IllegalStateException("parameter " + name + " is not described");
      }
      ObjectNode parameter =
          parameters
              .addObject()
              .put("name", name)
              .put("in", "query")
              .put("description", description);
      if (name.equals("by")) {
        parameter.put("required", true);
      }
      parameter.set("schema", schema(name));
    }
    return parameters;
  }

  private static ObjectNode schema(String parameter) {
    ObjectNode schema = JSON.objectNode();
    return switch (parameter) {
      case "limit" ->
          schema
              .put("type", "integer")
              .put("minimum", 1)
              .put("maximum", Questions.LARGEST_PAGE)
              .put("default", Questions.PAGE);
      case "by" -> choice(schema, Trait.values());
      case "per" -> choice(schema, SpendAsked.Per.values()).put("default", "total");
      default -> schema.put("type", "string");
    };
  }

  private static ObjectNode choice(ObjectNode schema, Enum<?>[] constants) {
    ArrayNode names = schema.put("type", "string").putArray("enum");
    Arrays.stream(constants).forEach(each -> names.add(each.name().toLowerCase(Locale.ROOT)));
    return schema;
  }

  private static ObjectNode responses(Schemas schemas, Class<?> answer, Integer... refusals) {
    ObjectNode responses = JSON.objectNode();
    body(responses.putObject("200").put("description", "The answer"), "application/json")
        .set("schema", schemas.reference(answer));
    Stream.of(refusals)
        .forEach(
            status ->
                body(
                        responses
                            .putObject(status.toString())
                            .put("description", REFUSALS.get(status)),
                        Problem.MEDIA_TYPE)
                    .set("schema", schemas.reference(Problem.class)));
    return responses;
  }

  private static ObjectNode body(ObjectNode response, String type) {
    return response.putObject("content").putObject(type);
  }
}
