package dev.keelage.gateway.http;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.access.Access;
import dev.keelage.gateway.stage.access.AccessOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The models a caller may use, in the shape of either vendor. Neither says when a model was made
 * here: OpenAI's {@code created} is 0 and Anthropic's {@code created_at} an epoch value, which its
 * reference provides for unknown dates.
 */
final class ModelListing {
  private static final Duration RELOAD = Duration.ofSeconds(5);

  private final SnapshotHolder snapshots;
  private final InstantSource clock;

  ModelListing(SnapshotHolder snapshots, InstantSource clock) {
    this.snapshots = snapshots;
    this.clock = clock;
  }

  void list(CallerRequest request, Dialect dialect) {
    withCaller(
        request,
        dialect,
        (snapshot, caller) -> {
          List<ServedModel> models = snapshot.modelsFor(caller);
          reply(
              request,
              switch (dialect.format()) {
                case OPENAI -> openAiList(models);
                case ANTHROPIC -> anthropicList(models);
              });
        });
  }

  void show(CallerRequest request, Dialect dialect, String name) {
    withCaller(
        request,
        dialect,
        (snapshot, caller) -> {
          Optional<ServedModel> model = snapshot.model(caller, name).filter(caller::mayUse);
          if (model.isEmpty()) {
            PlainReply.refuse(request, dialect, new Rejection.ModelUnknown(name));
          } else if (!model.get().servable()) {
            PlainReply.refuse(
                request,
                dialect,
                new Rejection.ModelUnavailable(name, model.get().accepted(), RELOAD));
          } else {
            reply(
                request,
                switch (dialect.format()) {
                  case OPENAI -> openAi(name);
                  case ANTHROPIC -> anthropic(name);
                });
          }
        });
  }

  private static void reply(CallerRequest request, JsonObject json) {
    PlainReply.json(request, 200, json.toBuffer());
  }

  private void withCaller(
      CallerRequest request, Dialect dialect, BiConsumer<LoadedSnapshot, Caller> answer) {
    Optional<LoadedSnapshot> current = snapshots.current();
    if (current.isEmpty()) {
      PlainReply.refuse(
          request,
          dialect,
          new Rejection.Unavailable("The gateway has no configuration yet.", RELOAD));
      return;
    }
    switch (Access.check(request.headers(), current.get(), clock.instant())) {
      case AccessOutcome.Denied(Rejection rejection) ->
          PlainReply.refuse(request, dialect, rejection);
      case AccessOutcome.Granted(Caller caller) -> answer.accept(current.get(), caller);
    }
  }

  private static JsonObject openAiList(List<ServedModel> models) {
    JsonArray data = new JsonArray();
    models.forEach(model -> data.add(openAi(model.entry().modelName())));
    return new JsonObject().put("object", "list").put("data", data);
  }

  private static JsonObject openAi(String name) {
    return new JsonObject()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "keelage");
  }

  private static JsonObject anthropicList(List<ServedModel> models) {
    JsonArray data = new JsonArray();
    models.forEach(model -> data.add(anthropic(model.entry().modelName())));
    return new JsonObject()
        .put("data", data)
        .put("has_more", false)
        .put("first_id", models.isEmpty() ? null : models.getFirst().entry().modelName())
        .put("last_id", models.isEmpty() ? null : models.getLast().entry().modelName());
  }

  private static JsonObject anthropic(String name) {
    return new JsonObject()
        .put("type", "model")
        .put("id", name)
        .put("display_name", name)
        .put("created_at", "1970-01-01T00:00:00Z");
  }
}
