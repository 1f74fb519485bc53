package dev.keelage.operator;

import dev.keelage.api.Budget;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.collect.ResourceCaches;
import dev.keelage.operator.status.StatusAuthor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.Predicate;

/** After the counters were read: wakes those whose status has something new to say of money. */
final class SpendingNews {
  private final ResourceCaches caches;
  private final ControlLoop loop;
  private final StatusAuthor author;
  private final Wakeups wakeups;

  SpendingNews(ResourceCaches caches, ControlLoop loop, StatusAuthor author, Wakeups wakeups) {
    this.caches = caches;
    this.loop = loop;
    this.author = author;
    this.wakeups = wakeups;
  }

  void spread() {
    // Budgets are few, and what they say is what people wait for.
    ids(Budget.class, this::moved).forEach(wakeups::now);
    wakeups.later(ids(Team.class, author::moneyNews));
    wakeups.later(ids(VirtualKey.class, author::moneyNews));
  }

  private boolean moved(Budget budget) {
    return loop.standing(budget)
        .filter(standing -> standing.generation() == budget.getMetadata().getGeneration())
        .filter(standing -> !author.of(budget, standing).equals(budget.getStatus()))
        .isPresent();
  }

  private <T extends HasMetadata> List<ObjectId> ids(Class<T> kind, Predicate<T> wanted) {
    return caches.list(kind).stream().filter(wanted).map(ObjectId::of).toList();
  }
}
