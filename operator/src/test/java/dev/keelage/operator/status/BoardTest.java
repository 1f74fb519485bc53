package dev.keelage.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.publish.Publication;
import dev.keelage.operator.publish.PublicationHistory;
import dev.keelage.operator.publish.Rollout;
import dev.keelage.operator.publish.Rollout.Coverage;
import dev.keelage.operator.publish.Rollout.Gateway;
import dev.keelage.operator.status.Compiled.Part;
import dev.keelage.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Keys that nothing happened to are not looked at again; nobody may notice. */
class BoardTest {
  private static final int STEPS = 40;
  private static final Compilation NOTHING = new Compilation(Snapshot.empty(), Map.of(), Map.of());

  private final PublicationHistory history = new PublicationHistory();
  private final Board board = new Board();
  private final Map<ObjectId, Standing> expected = new HashMap<>();
  private final List<String> gateways = new ArrayList<>(List.of("a", "b"));
  private final Map<String, Integer> serving = new HashMap<>();
  private int published;

  @Property(tries = 200)
  void saysTheSameAsOneThatLooksAtEverything(@ForAll Random random) {
    Part others = part("Model", random);
    Part keys = part("VirtualKey", random);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(5)) {
        case 0 -> others = publish(part("Model", random), keys).others();
        case 1 -> keys = publish(others, part("VirtualKey", random)).keys();
        case 2 -> come(random);
        default -> serving.put(any(gateways, random), random.nextInt(published + 1));
      }
      Compiled compiled = new Compiled(NOTHING, others, keys, Set.of());
      Rollout rollout = rollout(random);
      boolean patient = random.nextBoolean();

      Board.News news = board.update(compiled, rollout, history, patient);

      Set<ObjectId> told = new HashSet<>(news.urgent());
      told.addAll(news.lazy());
      assertThat(told).isEqualTo(expect(compiled, rollout, patient));
      expected.forEach((id, standing) -> assertThat(board.of(id)).contains(standing));
      assertThat(board.of(new ObjectId("VirtualKey", "n", "0")).isPresent())
          .isEqualTo(expected.containsKey(new ObjectId("VirtualKey", "n", "0")));
    }
  }

  private Compiled publish(Part others, Part keys) {
    published++;
    history.add(
        new Publication(
            "digest-" + published,
            List.of(others.generations(), keys.generations()),
            Set.of(),
            Set.of()));
    return new Compiled(NOTHING, others, keys, Set.of());
  }

  private void come(Random random) {
    if (gateways.size() > 1 && random.nextBoolean()) {
      gateways.removeLast();
    } else {
      gateways.add("g" + gateways.size());
    }
  }

  private Rollout rollout(Random random) {
    return new Rollout(
        gateways.stream()
            .map(
                name ->
                    new Gateway(
                        name,
                        "digest",
                        serving.getOrDefault(name, 0),
                        random.nextInt(5) == 0 ? Optional.of("corrupt") : Optional.empty()))
            .toList(),
        0);
  }

  /** The rules as they read, for each object each time. */
  private Set<ObjectId> expect(Compiled compiled, Rollout rollout, boolean patient) {
    Set<ObjectId> news = new HashSet<>();
    Set<ObjectId> present = new HashSet<>();
    for (Part part : compiled.parts()) {
      part.standings()
          .forEach(
              (id, standing) -> {
                present.add(id);
                Standing next =
                    standing.with(
                        standing.served()
                            ? rollout.coverage(history.since(id, standing.generation()))
                            : Coverage.NOWHERE);
                if (!next.equals(expected.get(id)) && (next.settled() || !patient)) {
                  expected.put(id, next);
                  news.add(id);
                }
              });
    }
    expected.keySet().retainAll(present);
    return news;
  }

  private static Part part(String kind, Random random) {
    Map<ObjectId, Standing> standings = new HashMap<>();
    Map<ObjectId, Long> generations = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      if (random.nextInt(4) > 0) {
        ObjectId id = new ObjectId(kind, "n", Integer.toString(i));
        long generation = 1 + random.nextInt(3);
        boolean served = random.nextInt(4) > 0;
        standings.put(id, new Standing(generation, List.of(), served, 0, "", Coverage.NOWHERE));
        if (served) {
          generations.put(id, generation);
        }
      }
    }
    return new Part(standings, generations);
  }

  private static String any(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
