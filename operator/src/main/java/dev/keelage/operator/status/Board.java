package dev.keelage.operator.status;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.publish.PublicationHistory;
import dev.keelage.operator.publish.Rollout;
import dev.keelage.operator.publish.Rollout.Coverage;
import dev.keelage.operator.status.Compiled.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How every object stands, for the reconcilers to read; tells which objects' status changed.
 * Written by one thread.
 */
public final class Board {
  private final Map<ObjectId, Standing> standings = new ConcurrentHashMap<>();

  /** Parts of which every gateway served everything at the last update. */
  private Map<Part, Coverage> everywhere = new IdentityHashMap<>();

  private List<Part> parts = List.of();

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
    Map<Part, Coverage> settled = new IdentityHashMap<>();
    for (Part part : compiled.parts()) {
      Coverage ofAll = rollout.coverage(history.since(part.generations()));
      // Ten thousand keys of which each gateway serves each, as it did the last time.
      if (!ofAll.complete() || !ofAll.equals(everywhere.get(part))) {
        note(part, rollout, history, patient, news);
      }
      if (ofAll.complete()) {
        settled.put(part, ofAll);
      }
    }
    forget(parts, compiled.parts());
    parts = compiled.parts();
    everywhere = settled;
    return news;
  }

  /** An object never moves from one part to another. */
  private void forget(List<Part> before, List<Part> now) {
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) != now.get(i)) {
        Set<ObjectId> present = now.get(i).standings().keySet();
        before.get(i).standings().keySet().stream()
            .filter(id -> !present.contains(id))
            .forEach(standings::remove);
      }
    }
  }

  private void note(
      Part part, Rollout rollout, PublicationHistory history, boolean patient, News news) {
    Map<OptionalInt, Coverage> coverages = new HashMap<>();
    for (Map.Entry<ObjectId, Standing> each : part.standings().entrySet()) {
      Standing standing = each.getValue();
      Coverage coverage =
          standing.served()
              ? coverages.computeIfAbsent(
                  history.since(each.getKey(), standing.generation()), rollout::coverage)
              : Coverage.NOWHERE;
      note(each.getKey(), standing.with(coverage), patient, news);
    }
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
