package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.StreamPiece;
import dev.keelage.gateway.dialect.StreamPieces;
import dev.keelage.gateway.dialect.openai.OpenAiDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stream of OpenAI's that passes under the eyes of a guard. */
class PieceGuardTest {
  private static final String DONE = "data: [DONE]\n\n";
  private static final Rule MASKS = Rules.masking(List.of("nightfall"), "sk-[a-z]{5,}");
  private static final Rule BLOCKS = Rules.blocking(List.of("nightfall"));

  private final PieceGuard masking = guard(1 << 20, MASKS);

  private static PieceGuard guard(int bound, Rule... rules) {
    return new PieceGuard(
        List.of(rules), new GuardContext(new GuardBounds(bound), GuardSignals.NONE));
  }

  private static String through(PieceGuard guard, String stream) {
    String out = through(guard, new String[] {stream});
    return guard.end().stream().map(left -> bytes(left).toString()).reduce(out, String::concat);
  }

  /** Without the end. */
  private static String through(PieceGuard guard, String... events) {
    StreamPieces pieces = new OpenAiDialect(Compat.LITELLM_1_104).streamPieces().orElseThrow();
    Buffer out = Buffer.buffer();
    for (StreamPiece piece : pieces.read(Buffer.buffer(String.join("", events)))) {
      guard.offer(piece).forEach(left -> out.appendBuffer(bytes(left)));
    }
    return out.toString();
  }

  private static Buffer bytes(PieceGuard.Leaving left) {
    return left.piece().bytes(left.texts(), left.masked());
  }

  private static String chunk(String delta) {
    return chunk(0, delta, "");
  }

  private static String chunk(int choice, String delta, String more) {
    return "data: {\"id\":\"c\",\"vendor\":1.50,\"choices\":[{\"index\":%d,\"delta\":{%s}%s}],\"system_fingerprint\":\"fp\"}\n\n"
        .formatted(choice, delta, more);
  }

  private static String text(String text) {
    return chunk("\"content\":\"" + text + "\"");
  }

  private static String logprobs(String token) {
    return ",\"logprobs\":{\"content\":[{\"token\":\"%s\",\"logprob\":-0.5,\"bytes\":null,\"top_logprobs\":[{\"token\":\"other\"}]}],\"refusal\":null}"
        .formatted(token);
  }

  /** Contents by choice. */
  private static TreeMap<Integer, String> contents(String stream) {
    TreeMap<Integer, String> contents = new TreeMap<>();
    for (JsonObject choice : choices(stream)) {
      contents.merge(
          choice.getInteger("index"),
          choice.getJsonObject("delta").getString("content", ""),
          String::concat);
    }
    return contents;
  }

  private static List<JsonObject> choices(String stream) {
    return List.of(stream.split("\n\n")).stream()
        .filter(event -> event.startsWith("data: {"))
        .map(event -> new JsonObject(event.substring(6)).getJsonArray("choices", new JsonArray()))
        .flatMap(all -> IntStream.range(0, all.size()).mapToObj(all::getJsonObject))
        .toList();
  }

  @Test
  void whatHasNothingToHidePassesToTheByte() {
    String stream =
        chunk("\"role\":\"assistant\",\"content\":\"\"")
            + chunk(0, "\"content\":\"what a n\"", logprobs("what a n"))
            + chunk(0, "\"content\":\"ight\"", logprobs("ight"))
            + chunk(
                "\"content\":\"\",\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://x\",\"title\":\"n\"}}]")
            + chunk(
                "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm n\",\"index\":0}]")
            + chunk(
                "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},\"extra_content\":{\"google\":{\"thought_signature\":\"AAAA\"}}}]")
            + chunk(0, "", ",\"finish_reason\":\"stop\",\"content_filter_results\":{}")
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n"
            + DONE;

    assertThat(through(masking, stream)).isEqualTo(stream);
    assertThat(through(guard(1 << 20, BLOCKS, MASKS), stream)).isEqualTo(stream);
  }

  @Test
  void wordsAreMaskedHoweverTheyAreCut() {
    String words = "so nightfall, NIGHTFALL and sk-abcdefg at night";
    for (int size = 1; size < words.length(); size++) {
      StringBuilder stream = new StringBuilder();
      for (int at = 0; at < words.length(); at += size) {
        String piece = words.substring(at, Math.min(at + size, words.length()));
        stream.append(chunk(0, "\"content\":\"" + piece + "\"", logprobs(piece)));
      }
      String left =
          through(
              guard(1 << 20, MASKS), stream + chunk(0, "", ",\"finish_reason\":\"stop\"") + DONE);

      assertThat(contents(left))
          .as("in pieces of %d", size)
          .containsEntry(0, WholeText.mask(MASKS, words));
      assertThat(left).doesNotContainIgnoringCase("nightf").doesNotContain("sk-").endsWith(DONE);
    }
  }

  @Test
  void whatSpellsMaskedWordsGoesWithThem() {
    String left =
        through(
            masking,
            chunk(0, "\"content\":\"so \"", logprobs("so ") + ",\"token_ids\":[7]")
                + chunk(
                    0, "\"content\":\"nightfall \"", logprobs("nightfall ") + ",\"token_ids\":[8]")
                + chunk(0, "\"content\":\"came\"", logprobs("came"))
                + DONE);

    List<JsonObject> choices = choices(left);
    assertThat(choices.get(0).getJsonObject("logprobs")).isNotNull();
    assertThat(choices.get(1).getMap())
        .containsEntry("logprobs", null)
        .doesNotContainKey("token_ids");
    assertThat(left).contains("\"vendor\":1.50").doesNotContain("nightfall");
  }

  @Test
  void probabilitiesThatRunAheadOfTheirWordsDoNotPass() {
    String left =
        through(
            masking,
            chunk(0, "\"content\":\"so \"", logprobs("so nightfall"))
                + chunk("\"content\":\"x\"")
                + DONE);

    assertThat(contents(left)).containsEntry(0, "so x");
    assertThat(left).doesNotContain("nightfall");
  }

  @Test
  void choicesAreReadApart() {
    String left =
        through(
            masking,
            chunk(0, "\"content\":\"night\"", "")
                + chunk(1, "\"content\":\"fall\"", "")
                + chunk(1, "\"content\":\" and night\"", "")
                + chunk(0, "\"content\":\"ly\"", "")
                + chunk(1, "\"content\":\"fall\"", "")
                + chunk(0, "", ",\"finish_reason\":\"stop\"")
                + chunk(1, "", ",\"finish_reason\":\"stop\"")
                + DONE);

    assertThat(contents(left)).containsEntry(0, "nightly");
    assertThat(contents(left).get(1)).startsWith("fall and ").doesNotContain("night");
  }

  @Test
  void membersThatOnlyTheVendorKnowsAreReadToo() {
    String left =
        through(
            masking,
            chunk("\"reasoning_details\":[{\"text\":\"about night\"}]")
                + chunk("\"reasoning_details\":[{\"text\":\"fall.\"}]")
                + chunk(0, "\"content\":\"x\"", ",\"message\":{\"content\":\"nightfall\"}")
                + "data: {\"choices\":[],\"citations\":[\"https://nightfall.example\"]}\n\n"
                + DONE);

    assertThat(left).doesNotContain("night").contains("about ", "https://", "\"content\":\"x\"");
  }

  @Test
  void argumentsLeaveWholeAndMasked() {
    String call = "\"tool_calls\":[{\"index\":0,%s\"function\":{%s\"arguments\":\"%s\"}}]";
    String left =
        through(
            masking,
            chunk(call.formatted("\"id\":\"a\",", "\"name\":\"f\",", ""))
                + chunk(call.formatted("", "", "{\\\"a\\\":\\\"night"))
                + chunk(call.formatted("", "", "fall\\\"}"))
                + chunk(0, "", ",\"finish_reason\":\"tool_calls\"")
                + DONE);

    assertThat(left).doesNotContain("night").contains("\"name\":\"f\"", "{\\\"a\\\":\\\"");
    assertThat(choices(left)).hasSize(3);
  }

  @Test
  void aToolCallIsAnAnswerUnderWayWhileItsArgumentsAreHeld() {
    String left =
        through(
            masking,
            chunk("\"content\":\"nig\""),
            chunk(
                "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]"));

    assertThat(left).contains("nig").doesNotContain("arguments");
    assertThat(masking.collecting()).isTrue();
  }

  @Test
  void nothingLeavesOnceAWordIsBlocked() {
    PieceGuard blocking = guard(1 << 20, BLOCKS);

    String left = through(blocking, text("it is nig") + text("htfall.") + text("more") + DONE);

    assertThat(blocking.rejection()).isPresent();
    assertThat(left).isEmpty();
  }

  @Test
  void aStreamThatIsCutLosesNothingThatCame() {
    String stream = text("good nig") + text("ht");

    assertThat(through(masking, stream)).isEqualTo(stream);
  }

  @Test
  void linesThatAGuardDoesNotReadDoNotPass() {
    String left =
        through(masking, ": nightfall\n\nevent: nightfall\nid: nightfall\n" + text("x") + DONE);

    assertThat(left).startsWith(":\n\ndata: {").endsWith(DONE).doesNotContain("nightfall");
    assertThat(contents(left)).containsEntry(0, "x");
  }

  @Test
  void textThatMayBeginAMatchWithoutEndIsHeldWithinABound() {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      stream.append(text("sk-"));
    }
    PieceGuard strict = guard(1_000, Rules.masking(List.of(), "sk-.*"));

    through(strict, stream.toString());

    assertThat(strict.rejection()).isPresent();
  }
}
