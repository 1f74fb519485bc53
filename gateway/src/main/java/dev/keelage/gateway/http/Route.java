package dev.keelage.gateway.http;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.WireFormat;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a request line asks for. */
sealed interface Route {
  /** The dialect in which the request is answered, errors included. */
  WireFormat dialect();

  /**
   * A call of a model.
   *
   * @param model where the path names it
   */
  record CallModel(WireFormat dialect, Operation operation, Optional<String> model)
      implements Route {}

  /** The models the caller may use. */
  record ListModels(WireFormat dialect) implements Route {}

  /** One of them. */
  record ShowModel(WireFormat dialect, String model) implements Route {}

  /** Nothing is there, or nothing that takes this method. */
  record Unknown(WireFormat dialect, boolean methodNotAllowed) implements Route {}

  /**
   * @param path without query
   * @param anthropic whether the request says so ({@code anthropic-version}); decides where the
   *     path does not
   */
  static Route of(HttpMethod method, String path, boolean anthropic) {
    WireFormat said = anthropic ? WireFormat.ANTHROPIC : WireFormat.OPENAI;
    // Clients that add the version to a base address that has it already.
    return of(method, path.startsWith("/v1/v1/") ? path.substring("/v1".length()) : path, said);
  }

  private static Route of(HttpMethod method, String path, WireFormat said) {
    return switch (path) {
      case "/v1/chat/completions", "/chat/completions" ->
          call(method, WireFormat.OPENAI, Operation.CHAT, Optional.empty());
      case "/v1/embeddings", "/embeddings" ->
          call(method, WireFormat.OPENAI, Operation.EMBEDDINGS, Optional.empty());
      case "/v1/messages", "/messages" ->
          call(method, WireFormat.ANTHROPIC, Operation.CHAT, Optional.empty());
      case "/v1/messages/count_tokens", "/messages/count_tokens" ->
          call(method, WireFormat.ANTHROPIC, Operation.COUNT_TOKENS, Optional.empty());
      case "/v1/models", "/models" ->
          reads(method) ? new ListModels(said) : new Unknown(said, true);
      default -> below(method, path, said);
    };
  }

  /** Whoever answers GET answers HEAD (RFC 9110 §9.1). */
  private static boolean reads(HttpMethod method) {
    return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
  }

  private static Route below(HttpMethod method, String path, WireFormat said) {
    for (String models : new String[] {"/v1/models/", "/models/"}) {
      if (path.startsWith(models) && path.length() > models.length()) {
        return reads(method)
            ? decoded(path.substring(models.length()))
                .<Route>map(model -> new ShowModel(said, model))
                .orElseGet(() -> new Unknown(said, false))
            : new Unknown(said, true);
      }
    }
    String azure = "/openai/deployments/";
    if (path.startsWith(azure)) {
      if (path.endsWith("/chat/completions")) {
        return deployment(method, path, azure, "/chat/completions", Operation.CHAT);
      }
      if (path.endsWith("/embeddings")) {
        return deployment(method, path, azure, "/embeddings", Operation.EMBEDDINGS);
      }
    }
    return new Unknown(path.startsWith("/v1/messages") ? WireFormat.ANTHROPIC : said, false);
  }

  private static Route deployment(
      HttpMethod method, String path, String before, String after, Operation operation) {
    int end = path.length() - after.length();
    if (end <= before.length()) {
      return new Unknown(WireFormat.OPENAI, false);
    }
    return decoded(path.substring(before.length(), end))
        .map(model -> call(method, WireFormat.OPENAI, operation, Optional.of(model)))
        .orElseGet(() -> new Unknown(WireFormat.OPENAI, false));
  }

  private static Route call(
      HttpMethod method, WireFormat dialect, Operation operation, Optional<String> model) {
    return HttpMethod.POST.equals(method)
        ? new CallModel(dialect, operation, model)
        : new Unknown(dialect, true);
  }

  /** Percent-encoding undone; empty where it is broken. A plus sign stays one. */
  private static Optional<String> decoded(String raw) {
    try {
      return Optional.of(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
