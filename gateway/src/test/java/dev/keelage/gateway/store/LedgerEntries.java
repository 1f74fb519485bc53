package dev.keelage.gateway.store;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ledger entries on their way, in either form, read back for what tests say of them. */
public final class LedgerEntries {
  /** As the type {@code keelage.entry} has them. */
  private static final List<String> MEMBERS =
      List.of(
          ("call at tenant team key user customer tags model deployment provider op in cached write5m"
                  + " write1h audio_in image_in out reasoning audio_out image_out searches tier"
                  + " estimated cost parts priced status attempts http ms ttft")
              .split(" "));

  private static final Set<String> TEXTS =
      Set.of(
          "call",
          "tenant",
          "team",
          "key",
          "user",
          "customer",
          "model",
          "deployment",
          "provider",
          "op",
          "tier",
          "status");

  private LedgerEntries() {}

  /** As the outbox holds several. */
  public static String array(LedgerEntry... entries) {
    Utf8 text = new Utf8(400);
    JsonText json = new JsonText(text);
    json.writeStartArray();
    for (LedgerEntry entry : entries) {
      LedgerRow.write(json, entry);
    }
    json.writeEndArray();
    return text.toString();
  }

  /**
   * @param element of an array, quotation marks of JSON removed
   */
  public static LedgerEntry decode(String element) {
    return LedgerEntryJson.decode(element.startsWith("(") ? object(element) : element);
  }

  private static String object(String row) {
    List<@Nullable String> values = values(row);
    JsonObject json = new JsonObject();
    for (int i = 0; i < MEMBERS.size(); i++) {
      String name = MEMBERS.get(i);
      String value = values.get(i);
      if (value != null) {
        json.put(name, value(name, value));
      }
    }
    return json.encode();
  }

  private static Object value(String name, String value) {
    return switch (name) {
      case "estimated", "priced" -> value.equals("t");
      case "parts" -> new JsonObject(value);
      // An array of Postgres with quotation marks around each element.
      case "tags" -> new JsonArray("[" + value.substring(1, value.length() - 1) + "]");
      default -> TEXTS.contains(name) ? value : Long.valueOf(value);
    };
  }

  /** PostgreSQL, section 8.16.6: the values of a row; what is empty is NULL. */
  private static List<@Nullable String> values(String row) {
    List<@Nullable String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 1; i < row.length(); i++) {
      char c = row.charAt(i);
      if (c == '\\') {
        value.append(row.charAt(++i));
      } else if (c == '"' && quoted && row.charAt(i + 1) == '"') {
        value.append(row.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
        wasQuoted = true;
      } else if (!quoted && (c == ',' || c == ')')) {
        values.add(value.isEmpty() && !wasQuoted ? null : value.toString());
        value.setLength(0);
        wasQuoted = false;
      } else {
        value.append(c);
      }
    }
    return values;
  }
}
