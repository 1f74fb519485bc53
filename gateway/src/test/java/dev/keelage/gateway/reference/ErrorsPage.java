package dev.keelage.gateway.reference;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.dialect.anthropic.AnthropicDialect;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.HeadTooLarge.Where;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Every refusal as each dialect renders it: asked of the renderers themselves. */
final class ErrorsPage {
  /** A refusal, and what it means to a caller. */
  private record Sample(Rejection rejection, String meaning, String remedy) {}

  private ErrorsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(ReferencePages.NOTICE)
            .append("# Errors\n\n")
            .append(
                "Every refusal comes in the caller's own dialect, so that SDKs raise their own types.")
            .append(
                " The set is closed. `KEELAGE_COMPAT` chooses whose status codes the OpenAI dialect uses;")
            .append(" where they differ, the table says so.\n\n")
            .append(
                "| What happened | OpenAI dialect: status `type` `code` | Anthropic dialect: status `type` | Headers | What to do |\n|---|---|---|---|---|\n");
    for (Sample sample : samples()) {
      page.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  sample.meaning(),
                  openAi(sample.rejection()),
                  anthropic(sample.rejection()),
                  headers(sample.rejection()),
                  sample.remedy()));
    }
    page.append(
        "\nA request that breaks the rules of HTTP (two lengths, bad chunks) is answered 400, and its connection is closed.\n");
    page.append(
        "An error inside a stream that has begun is an error frame of the dialect: `data: {\"error\": …}` or `event: error`.\n");
    return page.toString();
  }

  private static String openAi(Rejection rejection) {
    String standard = openAi(rejection, Compat.LITELLM_1_104);
    StringBuilder all = new StringBuilder(standard);
    for (Compat compat : Compat.values()) {
      String other = openAi(rejection, compat);
      if (!other.equals(standard)) {
        all.append("<br>").append(compat.setting()).append(": ").append(other);
      }
    }
    return all.toString();
  }

  private static String openAi(Rejection rejection, Compat compat) {
    RenderedError error = new OpenAiDialect(compat).renderError(rejection);
    JsonObject body = error.body().toJsonObject().getJsonObject("error");
    String code = body.getString("code");
    return "%d `%s`%s"
        .formatted(error.status(), body.getString("type"), code == null ? "" : " `" + code + "`");
  }

  private static String anthropic(Rejection rejection) {
    RenderedError error = dialect().renderError(rejection);
    return "%d `%s`"
        .formatted(
            error.status(), error.body().toJsonObject().getJsonObject("error").getString("type"));
  }

  private static String headers(Rejection rejection) {
    Map<String, String> headers =
        new OpenAiDialect(Compat.LITELLM_1_104).renderError(rejection).headers();
    return String.join(
        ", ", new TreeSet<>(headers.keySet()).stream().map(h -> "`" + h + "`").toList());
  }

  private static Dialect dialect() {
    return new AnthropicDialect(Compat.LITELLM_1_104, 4096);
  }

  private static List<Sample> samples() {
    List<Sample> samples =
        List.of(
            new Sample(
                new Rejection.Unauthenticated("no key"),
                "No key, an unknown one, or two different ones",
                "Send the key as `Authorization: Bearer` or `x-api-key`."),
            new Sample(
                new Rejection.KeyUnusable(Rejection.KeyUnusable.Why.EXPIRED, "kl-…"),
                "The key has expired",
                "Ask the team that issued it."),
            new Sample(
                new Rejection.KeyUnusable(Rejection.KeyUnusable.Why.SUSPENDED, "kl-…"),
                "The key is suspended",
                "Ask the team that issued it."),
            new Sample(
                new Rejection.ModelForbidden("m"),
                "The key or its team may not use the model",
                "Add the model to `spec.models` of key and team."),
            new Sample(
                new Rejection.ModelUnknown("m"),
                "No such model for this key's namespace",
                "`GET /v1/models` lists what there is."),
            new Sample(
                new Rejection.ModelUnavailable("m", true, Duration.ofSeconds(1)),
                "The model exists, and none of its deployments has a usable provider",
                "See the Model's conditions: a Secret is gone, or a Provider is not accepted."),
            new Sample(
                new Rejection.RouteUnknown("GET", "/x", false),
                "No such path",
                "See the README for the endpoints."),
            new Sample(
                new Rejection.RouteUnknown("GET", "/x", true),
                "The path takes another method",
                "The `allow` header says which."),
            new Sample(
                new Rejection.BadRequest("bad", Optional.empty()),
                "The body is no call, or the request is not understood",
                "The message names the member."),
            new Sample(
                new Rejection.EncodingUnsupported(),
                "The body has a `content-encoding` other than `gzip`",
                "Send it as it is, or as gzip."),
            new Sample(
                new Rejection.BodyTooLarge(1),
                "The body is larger than `KEELAGE_BODY_MAX_BYTES`",
                "Send less."),
            new Sample(
                new Rejection.HeadTooLarge(Where.REQUEST_LINE),
                "The request line is over its bound; the connection is closed",
                "Send less."),
            new Sample(
                new Rejection.HeadTooLarge(Where.HEADERS),
                "The headers are over their bound; the connection is closed",
                "Send less."),
            new Sample(
                new Rejection.RequestTimeout(),
                "The body did not arrive within `KEELAGE_BODY_TIMEOUT`",
                "Send it again."),
            new Sample(
                new Rejection.RateLimited(
                    "key", "requests", 1, 0, Duration.ofSeconds(1), Optional.empty()),
                "A limit of key or team is used up, or of all deployments",
                "Wait for `retry-after`; `x-ratelimit-*`, for Anthropic callers `anthropic-ratelimit-*`, tell which limit it is."),
            new Sample(
                new Rejection.BudgetExhausted("b", "1", "1", "t"),
                "A budget is used up",
                "Wait for its window, or raise `spec.limit`."),
            new Sample(
                new Rejection.Unpriced("m"),
                "The model has no price and `spec.whenUnpriced` refuses",
                "Set `pricing` on the deployment."),
            new Sample(
                new Rejection.GuardrailBlocked("g", "PreCall"),
                "A guardrail blocked the call or its answer",
                "The message names the guardrail."),
            new Sample(
                new Rejection.GuardrailUnavailable("g"),
                "A guardrail could not inspect",
                "Send less text, or set `spec.whenUnavailable: Allow`."),
            new Sample(
                new Rejection.Unavailable("u", Duration.ofSeconds(1)),
                "Counters out of reach with failure mode `Deny`, no configuration yet, or shutting down",
                "Retry: SDKs do it themselves."),
            new Sample(
                new Rejection.UpstreamFailed(502, "u"),
                "No deployment could be reached, or its credentials were refused",
                "See the Model's and Provider's conditions."),
            new Sample(
                new Rejection.UpstreamFailed(504, "u"),
                "No deployment answered in time",
                "See `spec.timeouts` of the Model."),
            new Sample(
                new Rejection.UpstreamRefused(
                    new VendorError(429, "rate_limit_error", Optional.empty(), "v"),
                    Optional.of(Duration.ofSeconds(1))),
                "The vendor refused the call (here: 429); its own status and message",
                "As the vendor says."),
            new Sample(
                new Rejection.Untranslatable("f", "ANTHROPIC"),
                "The call uses what the deployment's dialect has no words for",
                "The message names it; see docs/concepts/dialects.md."),
            new Sample(
                new Rejection.Internal("id"), "A bug", "Report it with the `x-keelage-call-id`."));
    long covered = samples.stream().map(sample -> sample.rejection().getClass()).distinct().count();
    if (covered != Rejection.class.getPermittedSubclasses().length) {
      throw new IllegalStateException("a refusal is missing on the page of errors");
    }
    return samples;
  }
}
