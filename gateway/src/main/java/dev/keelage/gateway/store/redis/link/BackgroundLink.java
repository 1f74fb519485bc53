package dev.keelage.gateway.store.redis.link;

import dev.keelage.gateway.store.redis.script.Script;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;

/**
 * The connection of the work in the background. May be used from any thread: answers arrive on the
 * caller's context.
 */
public final class BackgroundLink {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final RedisLink link;

  /**
   * @param context that the link belongs to
   */
  public BackgroundLink(VertxInternal vertx, ContextInternal context, RedisLink link) {
    this.vertx = vertx;
    this.context = context;
    this.link = link;
  }

  public boolean up() {
    return link.up();
  }

  /** See {@link RedisLink#send}. */
  public Future<Response> send(Request request) {
    return onContext(it -> it.send(request));
  }

  /** See {@link RedisLink#run}. */
  public Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return onContext(it -> it.run(script, keys, arguments));
  }

  private Future<Response> onContext(Function<RedisLink, Future<Response>> work) {
    Promise<Response> answer = vertx.promise();
    if (context.inThread()) {
      work.apply(link).onComplete(answer);
    } else {
      context.runOnContext(ignored -> work.apply(link).onComplete(answer));
    }
    return answer.future();
  }
}
