package dev.keelage.operator.status;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.publish.PublicationHistory;
import dev.keelage.operator.publish.Rollout;
import dev.keelage.operator.publish.Rollout.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    Set<ObjectId> served = compiled.served();
    Map<String, Integer> deployments = compiled.deployments();
    Map<String, String> prefixes = compiled.keyPrefixes();
    News news = new News(new ArrayList<>(), new ArrayList<>());
    compiled
        .generations()
        .forEach(
            (id, generation) -> {
              boolean inSnapshot = served.contains(id);
              Standing next =
                  new Standing(
                      generation,
                      compiled.compilation().of(id),
                      inSnapshot,
                      id.kind().equals("Model") ? deployments.getOrDefault(id.path(), 0) : 0,
                      id.kind().equals("VirtualKey") ? prefixes.getOrDefault(id.path(), "") : "",
                      inSnapshot ? rollout.of(id, generation, history) : Coverage.NOWHERE);
              note(id, next, patient, news);
            });
    standings.keySet().retainAll(compiled.generations().keySet());
    return news;
  }

  private void note(ObjectId id, Standing next, boolean patient, News news) {
    Standing before = standings.get(id);
    if (next.equals(before) || (patient && !next.settled())) {
      return;
    }
    standings.put(id, next);
    (before != null && next.saysTheSameAs(before) ? news.lazy() : news.urgent()).add(id);
  }
}
