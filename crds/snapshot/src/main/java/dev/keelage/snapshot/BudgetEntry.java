package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Money per window, shared by everything selected. A selected team covers its descendants.
 *
 * @param windows at least one; each has its own limit and its own counter, and all of them hold.
 *     The first is the one that statuses show
 * @param throttledRequestsPerMinute for {@link Action#THROTTLE}: how many calls of all together
 *     pass in a minute while the budget is exhausted
 * @param teamIds whose calls count, with their descendants
 * @param keyIds whose calls count; where neither teams nor keys are named, and providers are,
 *     everybody's do
 * @param modelIds only calls of these count; empty = of all
 * @param providerIds only calls that these serve count, from the attempt on; empty = of all
 * @param tags only calls that have one of these count; empty = all
 * @param per who has a limit and counters for itself; null = all share them
 * @param downgradeModelId for {@link Action#DOWNGRADE}: the model that serves instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetEntry(
    String id,
    List<Window> windows,
    List<Integer> softThresholdPercents,
    Action action,
    @Nullable Long throttledRequestsPerMinute,
    @Nullable String downgradeModelId,
    FailureMode whenStoreUnavailable,
    List<String> teamIds,
    List<String> keyIds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> modelIds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> providerIds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
    @Nullable Per per)
    implements Entry {
  public BudgetEntry {
    windows = List.copyOf(windows);
    softThresholdPercents = List.copyOf(softThresholdPercents);
    teamIds = List.copyOf(teamIds);
    keyIds = List.copyOf(keyIds);
    modelIds = modelIds == null ? List.of() : List.copyOf(modelIds);
    providerIds = providerIds == null ? List.of() : List.copyOf(providerIds);
    tags = tags == null ? List.of() : List.copyOf(tags);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("budget " + id + " has no window");
    }
  }

  /** Whoever serves, and whatever tags calls have. */
  public BudgetEntry(
      String id,
      List<Window> windows,
      List<Integer> softThresholdPercents,
      Action action,
      @Nullable Long throttledRequestsPerMinute,
      @Nullable String downgradeModelId,
      FailureMode whenStoreUnavailable,
      List<String> teamIds,
      List<String> keyIds,
      List<String> modelIds,
      @Nullable Per per) {
    this(
        id,
        windows,
        softThresholdPercents,
        action,
        throttledRequestsPerMinute,
        downgradeModelId,
        whenStoreUnavailable,
        teamIds,
        keyIds,
        modelIds,
        List.of(),
        List.of(),
        per);
  }

  /** All selected share one limit, whatever the model. */
  public BudgetEntry(
      String id,
      List<Window> windows,
      List<Integer> softThresholdPercents,
      Action action,
      @Nullable Long throttledRequestsPerMinute,
      @Nullable String downgradeModelId,
      FailureMode whenStoreUnavailable,
      List<String> teamIds,
      List<String> keyIds) {
    this(
        id,
        windows,
        softThresholdPercents,
        action,
        throttledRequestsPerMinute,
        downgradeModelId,
        whenStoreUnavailable,
        teamIds,
        keyIds,
        List.of(),
        null);
  }

  /** The same, refusing what is beyond the limit. */
  public BudgetEntry blocking() {
    return new BudgetEntry(
        id,
        windows,
        softThresholdPercents,
        Action.BLOCK,
        null,
        null,
        whenStoreUnavailable,
        teamIds,
        keyIds,
        modelIds,
        providerIds,
        tags,
        per);
  }

  /** Whether calls of that model count, whoever serves them and whatever their tags are. */
  public boolean covers(String modelId) {
    return modelIds.isEmpty() || modelIds.contains(modelId);
  }

  /** Whether calls of that model and with these tags count, whoever serves them. */
  public boolean covers(String modelId, Set<String> callTags) {
    return covers(modelId) && (tags.isEmpty() || tags.stream().anyMatch(callTags::contains));
  }

  /** Whether only some providers' calls count, so that it is decided where a call is sent. */
  public boolean ofProviders() {
    return !providerIds.isEmpty();
  }

  /** Whether it counts calls that this provider serves, of those it counts at all by provider. */
  public boolean isServedBy(String providerId) {
    return providerIds.contains(providerId);
  }

  /** Whether calls count whoever makes them. */
  public boolean ofEverybody() {
    return teamIds.isEmpty() && keyIds.isEmpty() && ofProviders();
  }

  /** What an exhausted budget does to calls. */
  public enum Action {
    /** Refuses them. */
    BLOCK,
    /** Lets them pass and tells. */
    OBSERVE,
    /** Lets them pass at a low rate. */
    THROTTLE,
    /** Has them served by a cheaper model. */
    DOWNGRADE
  }

  /**
   * A limit and the time it is for.
   *
   * @param limit USD
   * @param increase on top of it for some time
   * @param calendar null for a rolling window, and for one that never starts again
   * @param timeZone IANA id
   * @param fiscalMonth month in which years begin, 1 to 12; quarters count from there
   * @param fiscalDay day on which months, quarters and years begin, 1 to 28
   * @param firstWeekday day on which weeks begin, 1 (Monday) to 7
   * @param rollingSeconds length of a rolling window, null for others
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Window(
      BigDecimal limit,
      @Nullable Increase increase,
      @Nullable Calendar calendar,
      String timeZone,
      int fiscalMonth,
      int fiscalDay,
      int firstWeekday,
      @Nullable Long rollingSeconds) {

    public Window {
      if (calendar != null && rollingSeconds != null) {
        throw new IllegalArgumentException("a window follows the calendar or rolls, not both");
      }
    }

    /** A period of the plain calendar: years from January on, weeks from Monday on. */
    public static Window of(BigDecimal limit, Calendar calendar, String timeZone) {
      return new Window(limit, null, calendar, timeZone, 1, 1, 1, null);
    }

    /** USD that hold at that instant. */
    public BigDecimal limitAt(Instant at) {
      return increase != null && increase.holdsAt(at) ? limit.add(increase.amount()) : limit;
    }
  }

  /**
   * @param amount USD
   * @param untilEpochSecond from then on it is gone
   */
  public record Increase(BigDecimal amount, long untilEpochSecond) {
    public boolean holdsAt(Instant at) {
      return at.getEpochSecond() < untilEpochSecond;
    }
  }

  /** Calendar-aligned in the window's zone. */
  public enum Calendar {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR
  }
}
