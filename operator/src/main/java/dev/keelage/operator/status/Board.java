package dev.keelage.operator.status;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.publish.PublicationHistory;
import dev.keelage.operator.publish.Rollout;
import dev.keelage.operator.publish.Rollout.Coverage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How every object stands, for the reconcilers to read; tells which objects' status changed.
 * Written by one thread.
 */
public final class Board {
  private final Map<ObjectId, Standing> standings = new ConcurrentHashMap<>();

  /**
   * Objects whose status has something new to say.
   *
   * @param urgent it matters
   * @param lazy only the number of gateways differs
   */
  public record News(List<ObjectId> urgent, List<ObjectId> lazy) {}

  /** Empty for an object that was not yet compiled. */
  public Optional<Standing> of(ObjectId id) {
    return Optional.ofNullable(standings.get(id));
  }

  /**
   * Notes how all objects stand now.
   *
   * @param patient leave out what is on its way to the gateways: it will usually have arrived in a
   *     moment, and one status says it all
   */
  public News update(
      Compiled compiled, Rollout rollout, PublicationHistory history, boolean patient) {
    News news = new News(new ArrayList<>(), new ArrayList<>());
    Map<OptionalInt, Coverage> coverages = new HashMap<>();
    compiled
        .standings()
        .forEach(
            (id, standing) -> {
              Coverage coverage =
                  standing.served()
                      ? coverages.computeIfAbsent(
                          history.since(id, standing.generation()), rollout::coverage)
                      : Coverage.NOWHERE;
              note(id, standing.with(coverage), patient, news);
            });
    standings.keySet().retainAll(compiled.generations().keySet());
    return news;
  }

  private void note(ObjectId id, Standing next, boolean patient, News news) {
    Standing before = standings.get(id);
    boolean little = before != null && next.saysTheSameAs(before);
    boolean nothing = little && before != null && next.coverage().equals(before.coverage());
    if (nothing || (patient && !next.settled())) {
      return;
    }
    standings.put(id, next);
    (little ? news.lazy() : news.urgent()).add(id);
  }
}
