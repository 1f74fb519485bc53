package dev.keelage.compiler;

import dev.keelage.api.CostAdjustment;
import dev.keelage.snapshot.cost.Adjustment;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Discounts and margins as the snapshot has them: whole hundredths of a percent. */
final class Adjustments {
  private Adjustments() {}

  static @Nullable Adjustment of(Declared<?> object, @Nullable CostAdjustment adjustment) {
    if (adjustment == null) {
      return null;
    }
    if (adjustment.discountPercent() == null && adjustment.marginPercent() == null) {
      object.verdict().invalid("spec.costAdjustment needs discountPercent or marginPercent");
      return null;
    }
    try {
      return new Adjustment(
          hundredths(adjustment.discountPercent()), hundredths(adjustment.marginPercent()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      object
          .verdict()
          .invalid(
              "spec.costAdjustment: write percents with at most two decimals; a discount is at most 100, a margin below 1000");
      return null;
    }
  }

  private static int hundredths(@Nullable String percent) {
    return percent == null ? 0 : new BigDecimal(percent).movePointRight(2).intValueExact();
  }
}
