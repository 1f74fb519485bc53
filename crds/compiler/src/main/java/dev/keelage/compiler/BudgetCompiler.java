package dev.keelage.compiler;

import dev.keelage.api.BudgetSpec;
import dev.keelage.snapshot.BudgetEntry;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Money for a window, shared by what is selected. */
final class BudgetCompiler {
  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private final Selection selection;

  BudgetCompiler(Selection selection) {
    this.selection = selection;
  }

  List<BudgetEntry> compile(List<Declared<BudgetSpec>> declared) {
    List<BudgetEntry> entries = new ArrayList<>();
    for (Declared<BudgetSpec> budget : declared) {
      BudgetEntry entry = entry(budget);
      if (budget.verdict().accepted() && entry.teamIds().isEmpty() && entry.keyIds().isEmpty()) {
        Selection.noTargets(
            budget,
            "nothing of what spec.selector names can be selected, so the budget holds for nobody; see ResolvedRefs");
      }
      if (budget.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private BudgetEntry entry(Declared<BudgetSpec> budget) {
    BudgetSpec spec = budget.spec();
    BudgetSpec.Selector selector = spec.selector();
    if (selector.teams().isEmpty() && selector.keys().isEmpty()) {
      budget.verdict().invalid("spec.selector selects nothing: name at least one team or key");
    }
    FieldRules.unique(budget, "spec.softThresholdPercents", spec.softThresholdPercents());
    checkZone(budget);
    return new BudgetEntry(
        budget.path(),
        limit(budget),
        calendar(spec.window().calendar()),
        spec.window().timeZone(),
        spec.softThresholdPercents().stream().sorted().distinct().toList(),
        CallLimitsCompiler.failureMode(spec.whenStoreUnavailable()),
        selection.teams(budget, selector.teams(), "spec.selector.teams", team -> false),
        selection.keys(budget, selector.keys(), "spec.selector.keys"));
  }

  private static void checkZone(Declared<BudgetSpec> budget) {
    String zone = budget.spec().window().timeZone();
    if (!ZONES.contains(zone)) {
      budget
          .verdict()
          .invalid(
              "spec.window.timeZone: \"%s\" is no time zone; write an IANA name like Europe/Berlin, or UTC"
                  .formatted(zone));
    }
  }

  private static BigDecimal limit(Declared<BudgetSpec> budget) {
    try {
      return switch (budget.spec().limit().currency()) {
        case USD -> Decimals.parse(budget.spec().limit().amount());
      };
    } catch (IllegalArgumentException e) {
      budget.verdict().invalid("spec.limit.amount: " + e.getMessage());
      return BigDecimal.ZERO;
    }
  }

  private static BudgetEntry.Calendar calendar(BudgetSpec.Calendar calendar) {
    return switch (calendar) {
      case MINUTE -> BudgetEntry.Calendar.MINUTE;
      case HOUR -> BudgetEntry.Calendar.HOUR;
      case DAY -> BudgetEntry.Calendar.DAY;
      case WEEK -> BudgetEntry.Calendar.WEEK;
      case MONTH -> BudgetEntry.Calendar.MONTH;
      case QUARTER -> BudgetEntry.Calendar.QUARTER;
      case YEAR -> BudgetEntry.Calendar.YEAR;
    };
  }
}
