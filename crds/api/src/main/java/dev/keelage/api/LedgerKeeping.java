package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Duration;

/** What becomes of a team's rows in the ledger. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LedgerKeeping(
    @Required
        @Size(max = 5)
        @Pattern(LedgerKeeping.DAYS)
        @JsonPropertyDescription(
            "After how many days, counted by when a call began, its row is removed: 1d to 9999d."
                + " The shorter of this and the platform's own bound counts (condition Retained says"
                + " which). What was removed does not come back. Sums per hour and day stay. Example: 30d.")
        String retention) {
  static final String DAYS = "^[1-9][0-9]{0,3}d$";

  /** The retention, in whole days. */
  public Duration kept() {
    return Durations.parse(retention);
  }
}
