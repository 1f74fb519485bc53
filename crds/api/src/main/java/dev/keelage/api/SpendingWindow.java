package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When spending starts again at 0: with the calendar of a time zone, or bit by bit. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.calendar) != has(self.rolling)",
    message = "choose one of calendar and rolling")
@ValidationRule(
    value =
        "!has(self.fiscalYearStart) || (has(self.calendar) && self.calendar in ['Month', 'Quarter',"
            + " 'Year'])",
    message = "fiscalYearStart goes with calendar Month, Quarter or Year",
    fieldPath = ".fiscalYearStart")
@ValidationRule(
    value = "!has(self.weekStartsOn) || (has(self.calendar) && self.calendar == 'Week')",
    message = "weekStartsOn goes with calendar Week",
    fieldPath = ".weekStartsOn")
public record SpendingWindow(
    @JsonPropertyDescription(
            "The budget starts again at 0 with every such period of the calendar. Quarters begin in"
                + " January, April, July and October, weeks on Monday, unless said otherwise below.")
        @Nullable Calendar calendar,
    @Size(max = 8)
        @Pattern("^([1-9][0-9]{0,2}d|[1-9][0-9]{0,3}h)$")
        @JsonPropertyDescription(
            "Hours or days, 1h to 366d. In no time of this length more than the limit is spent;"
                + " what was spent counts for up to an eighth longer. Example: 24h.")
        @Nullable String rolling,
    @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z][A-Za-z0-9_+/-]*$")
        @JsonPropertyDescription(
            "IANA name of the time zone whose calendar counts, and in which times are shown. Default"
                + " UTC. Example: Europe/Berlin.")
        String timeZone,
    @JsonPropertyDescription(
            "Where a year begins that does not begin on January 1st: years and quarters count from"
                + " there, months begin on that day.")
        @Nullable FiscalYearStart fiscalYearStart,
    @JsonPropertyDescription("The first day of a week. Absent: Monday.")
        @Nullable Weekday weekStartsOn) {
  static final String DEFAULT_TIME_ZONE = "UTC";

  public SpendingWindow {
    timeZone = timeZone == null ? DEFAULT_TIME_ZONE : timeZone;
  }

  /** Periods of the calendar. */
  public enum Calendar {
    @JsonProperty("Minute")
    MINUTE,
    @JsonProperty("Hour")
    HOUR,
    @JsonProperty("Day")
    DAY,
    @JsonProperty("Week")
    WEEK,
    @JsonProperty("Month")
    MONTH,
    @JsonProperty("Quarter")
    QUARTER,
    @JsonProperty("Year")
    YEAR
  }

  /** A day that every month has. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FiscalYearStart(
      @Required @Min(1) @Max(12) @JsonPropertyDescription("1 (January) to 12. Example: 4.")
          Integer month,
      @Min(1) @Max(28) @JsonPropertyDescription("1 to 28. Default 1. Example: 6.") Integer day) {
    public FiscalYearStart {
      Objects.requireNonNull(month, "fiscalYearStart.month is required");
      day = day == null ? 1 : day;
    }
  }

  /** Days of the week, in ISO order. */
  public enum Weekday {
    @JsonProperty("Monday")
    MONDAY,
    @JsonProperty("Tuesday")
    TUESDAY,
    @JsonProperty("Wednesday")
    WEDNESDAY,
    @JsonProperty("Thursday")
    THURSDAY,
    @JsonProperty("Friday")
    FRIDAY,
    @JsonProperty("Saturday")
    SATURDAY,
    @JsonProperty("Sunday")
    SUNDAY
  }
}
