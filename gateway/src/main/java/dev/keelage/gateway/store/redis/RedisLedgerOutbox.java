package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.store.LedgerOutbox;
import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.link.RedisRefused;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.gateway.store.redis.settle.ParkedLedger;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's outbox: a stream per tenant tag, read by one consumer group that all gateways share.
 */
final class RedisLedgerOutbox implements LedgerOutbox {
  private static final String GROUP = "ledger";

  /** Well above what a gateway that lives needs to write a batch. */
  private static final Duration ABANDONED = Duration.ofSeconds(30);

  private final BackgroundLink link;
  private final String consumer;
  private final Set<String> written;

  /**
   * @param written tags in which entries arrived; safe from any thread
   */
  RedisLedgerOutbox(BackgroundLink link, String consumer, Set<String> written) {
    this.link = link;
    this.consumer = consumer;
    this.written = written;
  }

  @Override
  public Set<String> written() {
    Set<String> tags = new HashSet<>(written);
    written.removeAll(tags);
    return tags;
  }

  @Override
  public Future<List<Item>> read(String tag, int max) {
    Request read =
        Request.cmd(Command.XREADGROUP)
            .arg("GROUP")
            .arg(GROUP)
            .arg(consumer)
            .arg("COUNT")
            .arg(max)
            .arg("STREAMS")
            .arg(CounterNames.ledger(tag))
            .arg(">");
    return link.send(read)
        .map(reply -> reply == null ? List.<Item>of() : items(tag, reply.get(0).get(1)))
        .recover(failure -> isNoGroup(failure) ? createGroup(tag) : Future.failedFuture(failure));
  }

  @Override
  public Future<List<Item>> claim(String tag, int max) {
    Request claim =
        Request.cmd(Command.XAUTOCLAIM)
            .arg(CounterNames.ledger(tag))
            .arg(GROUP)
            .arg(consumer)
            .arg(ABANDONED.toMillis())
            .arg("0-0")
            .arg("COUNT")
            .arg(max);
    return link.send(claim)
        .map(reply -> items(tag, reply.get(1)))
        .recover(
            failure ->
                isNoGroup(failure)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure));
  }

  @Override
  public Future<Void> acknowledge(String tag, List<String> ids) {
    List<String> arguments = new ArrayList<>(ids.size() + 1);
    arguments.add(GROUP);
    arguments.addAll(ids);
    return link.run(Script.ACKNOWLEDGE, List.of(CounterNames.ledger(tag)), arguments).mapEmpty();
  }

  @Override
  public Future<Void> park(Item item, String entry, String reason) {
    return link.send(ParkedLedger.add(item.tag(), entry, reason).arg("id").arg(item.id()))
        .mapEmpty();
  }

  @Override
  public Future<Long> parked() {
    List<Future<Long>> lengths =
        CounterNames.tenantTags().stream()
            .map(tag -> Request.cmd(Command.XLEN).arg(CounterNames.parkedLedger(tag)))
            .map(length -> link.send(length).map(Response::toLong))
            .toList();
    return Future.all(lengths)
        .map(all -> lengths.stream().mapToLong(length -> length.result()).sum());
  }

  /** The first entry of a tag makes its stream; the group follows when somebody wants to read. */
  private Future<List<Item>> createGroup(String tag) {
    return link.run(Script.GROUP, List.of(CounterNames.ledger(tag)), List.of(GROUP))
        // No stream yet, or another gateway was faster: the next round reads.
        .transform(created -> Future.succeededFuture(List.of()));
  }

  private static boolean isNoGroup(Throwable failure) {
    return failure instanceof RedisRefused
        && String.valueOf(failure.getMessage()).startsWith("NOGROUP");
  }

  private static List<Item> items(String tag, Response entries) {
    List<Item> items = new ArrayList<>(entries.size());
    for (@Nullable Response entry : entries) {
      // An entry that is pending but gone has no fields.
      if (entry != null && entry.size() == 2 && entry.get(1) != null) {
        items.add(new Item(tag, entry.get(0).toString(), rows(entry.get(1))));
      }
    }
    return items;
  }

  private static String rows(Response fields) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals("e")) {
        String text = fields.get(i + 1).toString();
        // Gateways before this one wrote single entries.
        return text.startsWith("[") ? text : "[" + text + "]";
      }
    }
    return "[]";
  }
}
