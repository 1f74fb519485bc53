package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What list prices are changed by. The discount is taken off first. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.discountPercent) || has(self.marginPercent)",
    message = "costAdjustment needs discountPercent or marginPercent")
public record CostAdjustment(
    @Size(min = 1, max = 6)
        @Pattern(CostAdjustment.DISCOUNT)
        @JsonPropertyDescription(
            "Percent off the price, 0 to 100, at most two decimals. Absent: 0. Example: \"12.5\".")
        @Nullable String discountPercent,
    @Size(min = 1, max = 6)
        @Pattern(CostAdjustment.MARGIN)
        @JsonPropertyDescription(
            "Percent on top of what the discount leaves, 0 to 999.99, at most two decimals."
                + " Absent: 0. Example: \"5\".")
        @Nullable String marginPercent) {
  static final String DISCOUNT = "^(100(\\.0{1,2})?|[0-9]{1,2}(\\.[0-9]{1,2})?)$";
  static final String MARGIN = "^[0-9]{1,3}(\\.[0-9]{1,2})?$";
}
