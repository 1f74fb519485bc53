package dev.keelage.gateway.store.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.JsonText;
import dev.keelage.gateway.store.LedgerEntryJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Redis keeps of a reservation: all that another gateway needs to book it, should this one
 * die.
 */
final class ReservationRecord {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReservationRecord() {}

  /**
   * @param orphan the entry to book, null where the tag is not the tenant's
   */
  static String encode(
      List<HeldClaim> claims, List<String> spending, @Nullable LedgerEntry orphan) {
    StringBuilder text = new StringBuilder(600);
    JsonText json = new JsonText(text);
    json.writeStartObject();
    json.writeArrayFieldStart("held");
    for (HeldClaim claim : claims) {
      json.writeStartArray();
      json.writeString(String.valueOf(claim.kind()));
      json.writeString(claim.key());
      json.writeNumber(claim.amount());
      json.writeNumber(claim.expiry());
      json.writeEndArray();
    }
    json.writeEndArray();
    if (orphan != null) {
      json.writeArrayFieldStart("spending");
      for (String key : spending) {
        json.writeString(key);
      }
      json.writeEndArray();
      json.writeFieldName("entry");
      LedgerEntryJson.write(json, orphan);
    }
    json.writeEndObject();
    return text.toString();
  }

  /**
   * The order that books the reservation at what it holds.
   *
   * @throws IllegalArgumentException if the text is no reservation
   */
  static SettleOrder orphan(String tag, String callId, String record) {
    JsonNode json;
    try {
      json = MAPPER.readTree(record);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a reservation: " + e.getMessage(), e);
    }
    List<HeldClaim> claims = new ArrayList<>();
    for (JsonNode held : json.path("held")) {
      claims.add(
          new HeldClaim(
              held.path(0).asText("?").charAt(0),
              held.path(1).asText(),
              0,
              held.path(2).asLong(),
              held.path(3).asLong()));
    }
    List<String> spending = new ArrayList<>();
    json.path("spending").forEach(key -> spending.add(key.asText()));
    JsonNode entry = json.path("entry");
    long cost = entry.path("cost").asLong();
    return new SettleOrder(
        SettleOrder.Mode.ORPHAN,
        tag,
        callId,
        entry.isMissingNode() ? "" : LedgerEntryJson.encode(LedgerEntryJson.decode(entry)),
        claims,
        claims.stream().map(claim -> claim.kind() == 'C' ? 0L : claim.amount()).toList(),
        spending,
        cost,
        cost);
  }
}
