package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.operator.inquiry.book.CallPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls, the latest first.
 *
 * @param next what to send as {@code after} for the page behind this one; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallsAnswer(List<CallSummary> calls, @Nullable String next) {
  static CallsAnswer of(CallPage page) {
    List<CallPage.Cost> calls = page.calls();
    return new CallsAnswer(
        calls.stream().map(each -> CallSummary.of(each.call(), each.usd())).toList(),
        page.more() ? Cursor.behind(calls.getLast().call()) : null);
  }
}
