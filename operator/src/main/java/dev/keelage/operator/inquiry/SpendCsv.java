package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.book.Spend;
import dev.keelage.operator.inquiry.book.SpendAsked;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was spent, for spreadsheets and accounting (RFC 4180). */
final class SpendCsv {
  /** A spreadsheet takes a cell that begins so for a formula, and callers choose their names. */
  private static final String FORMULA = "=+-@\t\r";

  private SpendCsv() {}

  static String of(SpendAsked asked, List<Spend> spent) {
    boolean detailed = asked.said().isEmpty();
    Stream<String> head =
        Stream.of("begin", asked.by().text(), "calls", "input_tokens", "output_tokens");
    Stream<String> details =
        Stream.of(
            "failed",
            "orphaned",
            "estimated",
            "unpriced",
            "cached_input_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "searches");
    return line(
            Stream.concat(
                Stream.concat(head, detailed ? details : Stream.of()), Stream.of("cost_usd")))
        + spent.stream().map(SpendCsv::line).collect(Collectors.joining());
  }

  private static String line(Spend spent) {
    Stream<String> head =
        Stream.of(
            spent.begin().map(Instant::toString).orElse(""),
            cell(spent.name().orElse("")),
            Long.toString(spent.calls()),
            Long.toString(spent.inputTokens()),
            Long.toString(spent.outputTokens()));
    Stream<String> details = spent.detail().stream().flatMap(SpendCsv::details);
    return line(Stream.of(head, details, Stream.of(spent.cost().toPlainString())).flatMap(s -> s));
  }

  private static Stream<String> details(Spend.Detail detail) {
    return Stream.of(
            detail.failed(),
            detail.orphaned(),
            detail.estimated(),
            detail.unpriced(),
            detail.cachedInputTokens(),
            detail.cacheWriteTokens(),
            detail.reasoningTokens(),
            detail.searches())
        .map(count -> Long.toString(count));
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(",")) + "\r\n";
  }

  private static String cell(String text) {
    String harmless = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return harmless.matches("[^\",\r\n]*") ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
