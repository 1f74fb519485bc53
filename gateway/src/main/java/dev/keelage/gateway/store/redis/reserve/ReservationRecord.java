package dev.keelage.gateway.store.redis.reserve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.JsonText;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.LedgerRow;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Redis keeps of a reservation: all that another gateway needs to book it, should this one
 * die.
 */
public final class ReservationRecord {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReservationRecord() {}

  /**
   * What the tenant's own tag keeps.
   *
   * @param orphan the entry to book
   * @param others what the call draws on under other tags, whether it is reserved yet or not
   */
  static String ofHome(
      TagClaims part, List<String> spending, LedgerEntry orphan, List<TagClaims> others) {
    Utf8 text = new Utf8(600);
    JsonText json = new JsonText(text);
    json.writeStartObject();
    held(json, part.claims());
    json.writeArrayFieldStart("spending");
    for (String key : spending) {
      json.writeString(key);
    }
    json.writeEndArray();
    json.writeFieldName("entry");
    LedgerEntryJson.write(json, orphan);
    if (!others.isEmpty()) {
      json.writeArrayFieldStart("others");
      for (TagClaims other : others) {
        json.writeStartObject();
        json.writeStringField("tag", other.tag());
        held(json, other.claims());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    return text.toString();
  }

  /** What another tag keeps: the call's end is found at home. */
  static String ofOther(TagClaims part, String home) {
    Utf8 text = new Utf8(300);
    JsonText json = new JsonText(text);
    json.writeStartObject();
    held(json, part.claims());
    json.writeStringField("home", home);
    json.writeEndObject();
    return text.toString();
  }

  /** The tenant's tag, if the record is not kept there. */
  public static Optional<String> home(String record) {
    return Optional.ofNullable(parse(record).path("home").textValue());
  }

  /**
   * The orders that book the reservation at what it holds, under all tags.
   *
   * @throws IllegalArgumentException if the text is no reservation
   */
  public static List<SettleOrder> orphan(String tag, String callId, String record) {
    JsonNode json = parse(record);
    JsonNode entry = json.path("entry");
    long cost = entry.path("cost").asLong();
    List<SettleOrder> orders = new ArrayList<>();
    for (JsonNode other : json.path("others")) {
      orders.add(
          orphan(
              SettleOrder.Mode.ORPHAN_PART,
              other.path("tag").asText(),
              callId,
              "",
              claims(other),
              List.of(),
              cost));
    }
    List<String> spending = new ArrayList<>();
    json.path("spending").forEach(key -> spending.add(key.asText()));
    orders.add(
        orphan(
            SettleOrder.Mode.ORPHAN,
            tag,
            callId,
            entry.isMissingNode() ? "" : LedgerRow.encode(LedgerEntryJson.decode(entry)),
            claims(json),
            spending,
            cost));
    return orders;
  }

  /**
   * The order that ends, under another tag, a call that has ended at home.
   *
   * @param end what home keeps of it: {@code S} and the cost, or {@code X}
   * @throws IllegalArgumentException if either is not what it should be
   */
  public static SettleOrder ended(String tag, String callId, String record, String end) {
    List<HeldClaim> claims = claims(parse(record));
    if (end.startsWith("X")) {
      return SettleOrder.part(SettleOrder.Mode.RELEASE, tag, callId, claims, 0, 0);
    }
    long cost = Long.parseLong(end.substring(1));
    return SettleOrder.part(SettleOrder.Mode.SETTLE, tag, callId, claims, cost, cost);
  }

  private static SettleOrder orphan(
      SettleOrder.Mode mode,
      String tag,
      String callId,
      String entry,
      List<HeldClaim> claims,
      List<String> spending,
      long cost) {
    return new SettleOrder(
        mode,
        tag,
        callId,
        entry,
        claims,
        claims.stream().map(claim -> claim.kind() == 'C' ? 0L : claim.amount()).toList(),
        List.of(),
        "",
        spending,
        cost,
        cost);
  }

  private static void held(JsonText json, List<HeldClaim> claims) {
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
  }

  private static List<HeldClaim> claims(JsonNode json) {
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
    return claims;
  }

  private static JsonNode parse(String record) {
    try {
      return MAPPER.readTree(record);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a reservation: " + e.getMessage(), e);
    }
  }
}
