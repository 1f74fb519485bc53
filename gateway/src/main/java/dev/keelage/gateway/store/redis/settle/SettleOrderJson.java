package dev.keelage.gateway.store.redis.settle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.gateway.store.JsonText;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Orders as one line of JSON, for the journal. */
public final class SettleOrderJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SettleOrderJson() {}

  public static void write(Utf8 text, SettleOrder order) {
    JsonText json = new JsonText(text);
    json.writeStartObject();
    json.writeStringField("mode", order.mode().name());
    json.writeStringField("tag", order.tag());
    json.writeStringField("call", order.callId());
    json.writeStringField("entry", order.entry());
    json.writeArrayFieldStart("claims");
    for (int i = 0; i < order.claims().size(); i++) {
      HeldClaim claim = order.claims().get(i);
      json.writeStartArray();
      json.writeString(String.valueOf(claim.kind()));
      json.writeString(claim.key());
      json.writeNumber(claim.limit());
      json.writeNumber(claim.amount());
      json.writeNumber(claim.expiry());
      json.writeNumber(order.actuals().get(i));
      json.writeString(loan(order, i));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeStringField("decider", order.decider());
    json.writeArrayFieldStart("spending");
    for (String key : order.spending()) {
      json.writeString(key);
    }
    json.writeEndArray();
    json.writeNumberField("reserved", order.reservedCost());
    json.writeNumberField("cost", order.cost());
    json.writeEndObject();
  }

  private static String loan(SettleOrder order, int claim) {
    return order.loans().isEmpty() ? "" : order.loans().get(claim);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is no order
   */
  public static SettleOrder decode(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      List<HeldClaim> claims = new ArrayList<>();
      List<Long> actuals = new ArrayList<>();
      List<String> loans = new ArrayList<>();
      for (JsonNode claim : json.path("claims")) {
        claims.add(
            new HeldClaim(
                claim.path(0).asText("?").charAt(0),
                claim.path(1).asText(),
                claim.path(2).asLong(),
                claim.path(3).asLong(),
                claim.path(4).asLong()));
        actuals.add(claim.path(5).asLong());
        loans.add(claim.path(6).asText());
      }
      List<String> spending = new ArrayList<>();
      json.path("spending").forEach(key -> spending.add(key.asText()));
      return new SettleOrder(
          SettleOrder.Mode.valueOf(json.path("mode").asText()),
          json.path("tag").asText(),
          json.path("call").asText(),
          json.path("entry").asText(),
          claims,
          actuals,
          loans,
          json.path("decider").asText(),
          spending,
          json.path("reserved").asLong(),
          json.path("cost").asLong());
    } catch (IOException e) {
      throw new IllegalArgumentException("not an order: " + e.getMessage(), e);
    }
  }
}
