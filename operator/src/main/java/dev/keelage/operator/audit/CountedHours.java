package dev.keelage.operator.audit;

import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisQuestions;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What gateways counted that budgets spent, by the hour; read only. */
final class CountedHours {
  private final RedisQuestions redis;

  CountedHours(RedisQuestions redis) {
    this.redis = redis;
  }

  /**
   * In 10^-10 USD, by budget and hour; only of hours that the budget's history has whole.
   *
   * @param hours since 1970
   * @throws CountersAway they cannot be reached
   */
  Map<String, Map<Long, Long>> read(List<BudgetEntry> budgets, Tenancy tenancy, List<Long> hours)
      throws CountersAway {
    List<Request> questions = new ArrayList<>();
    for (BudgetEntry budget : budgets) {
      Request question =
          Request.cmd(Command.HMGET)
              .arg(CounterNames.history(tenancy.tagOf(budget), budget.id()))
              .arg("b");
      hours.forEach(hour -> question.arg("h" + hour));
      questions.add(question);
    }
    List<Response> answers = redis.ask(questions);
    Map<String, Map<Long, Long>> counted = new HashMap<>();
    for (int i = 0; i < budgets.size(); i++) {
      Optional<Long> born = number(answers.get(i), 0);
      Map<Long, Long> ofBudget = new HashMap<>();
      for (int h = 0; h < hours.size(); h++) {
        long hour = hours.get(h);
        if (born.isPresent() && born.get() < hour) {
          ofBudget.put(hour, number(answers.get(i), h + 1).orElse(0L));
        }
      }
      counted.put(budgets.get(i).id(), ofBudget);
    }
    return counted;
  }

  /**
   * When the oldest ledger entry was counted that is not in the ledger yet; empty if none waits.
   *
   * @throws CountersAway they cannot be reached
   */
  Optional<Instant> oldestOnItsWay() throws CountersAway {
    List<Request> questions =
        CounterNames.tenantTags().stream()
            .map(
                tag ->
                    Request.cmd(Command.XRANGE)
                        .arg(CounterNames.ledger(tag))
                        .arg("-")
                        .arg("+")
                        .arg("COUNT")
                        .arg(1))
            .toList();
    Optional<Instant> oldest = Optional.empty();
    for (Response entries : redis.ask(questions)) {
      if (entries != null && entries.size() > 0) {
        String id = entries.get(0).get(0).toString();
        Instant at = Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
        oldest = Optional.of(oldest.filter(at::isAfter).orElse(at));
      }
    }
    return oldest;
  }

  private static Optional<Long> number(@Nullable Response answer, int at) {
    @Nullable Response value = answer == null ? null : answer.get(at);
    return value == null ? Optional.empty() : Optional.of(Long.parseLong(value.toString()));
  }
}
