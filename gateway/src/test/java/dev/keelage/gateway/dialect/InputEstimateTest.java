package dev.keelage.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The estimate must hold against real tokenizers, or reservations would be too small. */
class InputEstimateTest {
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  private static final Map<String, String> TEXTS = new TreeMap<>();

  static {
    TEXTS.put(
        "English",
        "The harbour master counts every ship that enters, and writes the toll into a book that nobody but the auditor may read. When the tide turns, small boats leave first; the heavy ones wait for the pilot. It isn't quick, but it's fair.");
    TEXTS.put(
        "German",
        "Der Hafenmeister zählt jedes einlaufende Schiff und trägt die Liegegebühr in ein Buch ein, das nur der Wirtschaftsprüfer lesen darf. Bei Gezeitenwechsel verlassen die kleinen Boote zuerst den Hafen; Schwergutfrachter warten auf den Lotsen. Donaudampfschifffahrtsgesellschaft.");
    TEXTS.put(
        "French",
        "Le capitaine du port compte chaque navire qui entre et inscrit le droit de quai dans un registre que seul l'auditeur peut lire. À la marée descendante, les petits bateaux partent d'abord ; les plus lourds attendent le pilote.");
    TEXTS.put(
        "Turkish",
        "Liman başkanı giren her gemiyi sayar ve geçiş ücretini yalnızca denetçinin okuyabileceği bir deftere yazar. Gelgit değiştiğinde önce küçük tekneler ayrılır.");
    TEXTS.put(
        "Vietnamese",
        "Trưởng cảng đếm từng con tàu đi vào và ghi lệ phí vào một cuốn sổ mà chỉ kiểm toán viên mới được đọc. Khi thủy triều đổi chiều, những chiếc thuyền nhỏ rời đi trước.");
    TEXTS.put(
        "Russian",
        "Начальник порта считает каждое входящее судно и записывает сбор в книгу, которую может читать только ревизор. Когда начинается отлив, первыми уходят малые лодки, а тяжёлые суда ждут лоцмана.");
    TEXTS.put(
        "Greek",
        "Ο λιμενάρχης μετρά κάθε πλοίο που μπαίνει και γράφει το τέλος σε ένα βιβλίο που μόνο ο ελεγκτής μπορεί να διαβάσει.");
    TEXTS.put(
        "Arabic",
        "يحصي مدير الميناء كل سفينة تدخل ويكتب الرسوم في دفتر لا يقرؤه إلا المدقق. عندما يتغير المد تغادر القوارب الصغيرة أولاً.");
    TEXTS.put(
        "Hebrew", "מנהל הנמל סופר כל אונייה שנכנסת ורושם את האגרה בספר שרק המבקר רשאי לקרוא.");
    TEXTS.put(
        "Hindi",
        "बंदरगाह का अधिकारी आने वाले हर जहाज़ को गिनता है और शुल्क एक किताब में लिखता है जिसे केवल लेखा परीक्षक पढ़ सकता है।");
    TEXTS.put(
        "Thai",
        "เจ้าท่านับเรือทุกลำที่เข้ามาและบันทึกค่าธรรมเนียมลงในสมุดที่มีเพียงผู้ตรวจสอบบัญชีเท่านั้นที่อ่านได้");
    TEXTS.put("Chinese", "港务长清点每一艘进港的船只,并把通行费记入只有审计员才能阅读的账簿。潮水转向时,小船先离开,大船等待引航员。");
    TEXTS.put("Japanese", "港長は入港するすべての船を数え、通行料を監査人だけが読める帳簿に書き込む。潮が変わると、まず小さな船が出ていく。");
    TEXTS.put("Korean", "항만장은 들어오는 모든 배를 세고 통행료를 감사관만 읽을 수 있는 장부에 적는다. 물때가 바뀌면 작은 배가 먼저 떠난다.");
    TEXTS.put("Georgian", "ნავსადგურის უფროსი ითვლის ყველა შემოსულ გემს და წერს საფასურს წიგნში.");
    TEXTS.put("Emoji", "Great job 🎉🎉 see you at the harbour ⛵️🚢 tomorrow 👩‍👩‍👧‍👦 👍🏽");
    TEXTS.put(
        "Java",
        "public static Optional<Duration> retryAfter(Rejection rejection) {\n    if (rejection instanceof RateLimited limited && limited.retryAfter() != null) {\n        return Optional.of(limited.retryAfter().plusNanos(999_999_999));\n    }\n    return Optional.empty();\n}\n");
    TEXTS.put(
        "Python",
        "def settle(calls: list[Call], *, now=None) -> dict[str, Decimal]:\n    totals = defaultdict(Decimal)\n    for call in calls:\n        totals[call.team] += call.cost * (1 if call.priced else 0)\n    return dict(totals)\n");
    TEXTS.put(
        "JSON",
        "{\"orders\":[{\"id\":\"A-1043\",\"qty\":12,\"price\":\"19.90\",\"tags\":[\"new\",\"eu\"]},{\"id\":\"A-1044\",\"qty\":3,\"price\":\"4.50\",\"tags\":[]}],\"total\":252.3}");
    TEXTS.put(
        "SQL",
        "SELECT t.name, SUM(c.cost) FROM ledger c JOIN teams t ON t.id = c.team_id WHERE c.started_at >= '2026-11-01' GROUP BY t.name HAVING SUM(c.cost) > 100 ORDER BY 2 DESC;");
    TEXTS.put(
        "Numbers",
        "3.14159 2.71828 1.41421 1000000 42 7 2026-11-26T00:27:03Z 192.168.17.254 0.001 55,123.75");
    TEXTS.put(
        "Ids",
        "550e8400-e29b-41d4-a716-446655440000 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    TEXTS.put(
        "Markdown",
        "# Tolls\n\n| Ship | Toll |\n|------|-----:|\n| *Ada* | 12 |\n\n- [x] paid\n- [ ] **open**, see [book](https://example.org/book?id=7#p3)\n\n```sh\ncurl -sS https://example.org | jq .\n```\n");
    TEXTS.put(
        "Upper case",
        "THE HARBOUR MASTER COUNTS EVERY SHIP THAT ENTERS AND WRITES THE TOLL INTO A BOOK.");
  }

  @Test
  void isNotBelowRealTokenizersForOrdinaryText() {
    for (Map.Entry<String, String> text : TEXTS.entrySet()) {
      long estimate = estimate(text.getValue());
      for (EncodingType type :
          new EncodingType[] {EncodingType.CL100K_BASE, EncodingType.O200K_BASE}) {
        int real = ENCODINGS.getEncoding(type).countTokensOrdinary(text.getValue());
        assertThat(estimate).as("%s in %s", text.getKey(), type).isGreaterThanOrEqualTo(real);
      }
    }
  }

  private static long estimate(String text) {
    OpenAiDialect dialect = new OpenAiDialect(Compat.LITELLM_1_104);
    return dialect.scan(Operation.CHAT, body(text)).inputTokensEstimate()
        - dialect.scan(Operation.CHAT, body("")).inputTokensEstimate();
  }

  private static Buffer body(String text) {
    return new JsonObject()
        .put("model", "m")
        .put(
            "messages",
            new JsonArray().add(new JsonObject().put("role", "user").put("content", text)))
        .toBuffer();
  }
}
