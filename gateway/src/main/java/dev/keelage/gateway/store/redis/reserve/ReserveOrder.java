package dev.keelage.gateway.store.redis.reserve;

import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * One call to be reserved in one tag.
 *
 * @param answer completed with the decision; positions are those within this tag
 */
public record ReserveOrder(
    String tag, String callId, String record, List<HeldClaim> claims, Promise<Decision> answer) {

  /**
   * The call's id was settled or released before: the answer came too late and nobody waits for it.
   */
  static final int KNOWN = -1;

  public ReserveOrder {
    claims = List.copyOf(claims);
  }

  /** Reads the figures that follow the verdict. */
  List<Standing> standings(Response reply, int from) {
    List<Standing> standings = new ArrayList<>(claims.size());
    for (int i = 0; i < claims.size(); i++) {
      standings.add(standing(reply.get(from + i)));
    }
    return standings;
  }

  private static Standing standing(Response figure) {
    String text = figure.toString();
    int space = text.indexOf(' ');
    if (space < 0) {
      return new Standing(Long.parseLong(text), 0);
    }
    return new Standing(
        Long.parseLong(text, 0, space, 10), Long.parseLong(text, space + 1, text.length(), 10));
  }
}
