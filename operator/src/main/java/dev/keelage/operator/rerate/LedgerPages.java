package dev.keelage.operator.rerate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a day out of the ledger, page by page in the order of their ids, each with what its
 * corrections have made of it; and the way back for new corrections.
 */
final class LedgerPages {
  static final int CALLS = 2000;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, Long>> PARTS = new TypeReference<>() {};

  private static final String READ =
      """
      SELECT call_id, tenant, key, end_user, customer, tags, started_at, team, model, deployment, provider, status = 'orphaned' AS orphaned,
        input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
        coalesce(audio_input_tokens, 0) AS audio_input_tokens,
        coalesce(image_input_tokens, 0) AS image_input_tokens, output_tokens, reasoning_tokens,
        coalesce(audio_output_tokens, 0) AS audio_output_tokens,
        coalesce(image_output_tokens, 0) AS image_output_tokens, coalesce(searches, 0) AS searches,
        service_tier, estimated, cost, cost_parts::text AS parts
      FROM keelage.ledger
      WHERE day = ? AND call_id > ? AND started_at >= ? AND started_at < ? AND corrects IS NULL
        AND (?::text IS NULL OR model = ?) AND (?::text IS NULL OR deployment = ?)
        AND (?::text IS NULL OR provider = ?) AND (?::text IS NULL OR team = ?)
      ORDER BY call_id LIMIT\s"""
          + CALLS;

  private static final String CORRECTIONS =
      "SELECT corrects, cost, cost_parts::text AS parts FROM keelage.ledger"
          + " WHERE day = ? AND corrects = ANY (?)";

  private static final String CORRECT = "SELECT keelage.correct(?, ?, ?, ?, ?)";

  private final Connection connection;
  private final ReRateOrder order;

  LedgerPages(Connection connection, ReRateOrder order) {
    this.connection = connection;
    this.order = order;
  }

  /**
   * The next page.
   *
   * @param after id of the last call of the page before; empty at first
   */
  List<BookedCall> read(LocalDate day, String after) throws SQLException {
    Map<String, Corrected> calls = new HashMap<>();
    List<BookedCall> page = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setObject(1, day);
      read.setString(2, after);
      read.setObject(3, OffsetDateTime.ofInstant(order.from(), ZoneOffset.UTC));
      read.setObject(4, OffsetDateTime.ofInstant(order.to(), ZoneOffset.UTC));
      int at = 5;
      for (Optional<String> of :
          List.of(order.model(), order.deployment(), order.provider(), order.team())) {
        read.setString(at++, of.orElse(null));
        read.setString(at++, of.orElse(null));
      }
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          BookedCall call = call(rows);
          page.add(call);
          calls.put(call.id(), new Corrected(call));
        }
      }
    }
    if (page.isEmpty()) {
      return page;
    }
    readCorrections(day, calls);
    return page.stream()
        .map(call -> calls.getOrDefault(call.id(), new Corrected(call)).call())
        .toList();
  }

  private void readCorrections(LocalDate day, Map<String, Corrected> calls) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(CORRECTIONS)) {
      read.setObject(1, day);
      read.setArray(2, connection.createArrayOf("text", calls.keySet().toArray()));
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          Corrected call = calls.get(rows.getString("corrects"));
          if (call != null) {
            call.add(units(rows), parts(rows));
          }
        }
      }
    }
  }

  /**
   * Appends corrections to calls of that day.
   *
   * @return how many were not there
   */
  int write(LocalDate day, List<Correction> corrections) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(CORRECT)) {
      write.setObject(1, day);
      write.setArray(2, array("text", corrections.stream().map(Correction::callId).toArray()));
      write.setArray(3, array("int4", corrections.stream().map(Correction::number).toArray()));
      write.setArray(
          4, array("numeric", corrections.stream().map(each -> Usd.of(each.units())).toArray()));
      write.setArray(
          5, array("text", corrections.stream().map(each -> each.json().orElse(null)).toArray()));
      try (ResultSet result = write.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  private java.sql.Array array(String type, @Nullable Object[] values) throws SQLException {
    return connection.createArrayOf(type, values);
  }

  private static BookedCall call(ResultSet row) throws SQLException {
    String tier = row.getString("service_tier");
    return new BookedCall(
        row.getString("call_id"),
        origin(row),
        Optional.ofNullable(row.getString("team")),
        row.getString("model"),
        Optional.ofNullable(row.getString("deployment")),
        Optional.ofNullable(row.getString("provider")),
        row.getBoolean("orphaned"),
        row.getLong("input_tokens"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_5m_tokens"),
        row.getLong("cache_write_1h_tokens"),
        row.getLong("audio_input_tokens"),
        row.getLong("image_input_tokens"),
        row.getLong("output_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("audio_output_tokens"),
        row.getLong("image_output_tokens"),
        row.getLong("searches"),
        tier == null ? ServiceTier.STANDARD : ServiceTier.valueOf(tier.toUpperCase(Locale.ROOT)),
        row.getBoolean("estimated"),
        units(row),
        parts(row),
        0);
  }

  private static Origin origin(ResultSet row) throws SQLException {
    java.sql.Array tags = row.getArray("tags");
    return new Origin(
        row.getString("tenant"),
        row.getString("key"),
        Optional.ofNullable(row.getString("end_user")),
        Optional.ofNullable(row.getString("customer")),
        tags == null ? Set.of() : Set.copyOf(List.of((String[]) tags.getArray())),
        row.getObject("started_at", OffsetDateTime.class).toInstant());
  }

  private static long units(ResultSet row) throws SQLException {
    BigDecimal cost = row.getBigDecimal("cost");
    return Usd.units(cost, RoundingMode.UNNECESSARY);
  }

  /** Parts of a call that cost nothing are known, too: there are none. */
  private static Optional<Map<String, Long>> parts(ResultSet row) throws SQLException {
    String parts = row.getString("parts");
    if (parts == null) {
      return units(row) == 0 ? Optional.of(Map.of()) : Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(parts, PARTS));
    } catch (JsonProcessingException e) {
      throw new SQLException("cost_parts of a row are no parts: " + parts, e);
    }
  }

  /** A call while its corrections are added up. */
  private static final class Corrected {
    private final BookedCall booked;
    private long units;
    private Optional<Map<String, Long>> parts;
    private int corrections;

    Corrected(BookedCall booked) {
      this.booked = booked;
      this.units = booked.costUnits();
      this.parts = booked.parts();
    }

    void add(long more, Optional<Map<String, Long>> partsOfIt) {
      units += more;
      corrections++;
      parts =
          parts.map(
              known -> {
                Map<String, Long> sum = new HashMap<>(known);
                partsOfIt.orElse(Map.of()).forEach((part, of) -> sum.merge(part, of, Long::sum));
                return sum;
              });
    }

    BookedCall call() {
      return corrections == 0 ? booked : booked.corrected(units, parts, corrections);
    }
  }
}
