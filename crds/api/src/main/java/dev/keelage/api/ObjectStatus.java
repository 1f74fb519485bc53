package dev.keelage.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every kind's status has. */
public sealed interface ObjectStatus
    permits ProviderStatus,
        ModelStatus,
        TeamStatus,
        VirtualKeyStatus,
        BudgetStatus,
        GuardrailStatus {
  String CONDITIONS =
      "What is true of this object, one entry per type, each with a reason and, where it is False,"
          + " what to do. Ready sums them up.";
  String OBSERVED_GENERATION =
      "The metadata.generation that this status speaks of; smaller: the operator has not seen the"
          + " newest spec yet.";

  @Nullable Long observedGeneration();

  List<Condition> conditions();

  default Optional<Condition> condition(ConditionType type) {
    return conditions().stream().filter(each -> each.type().equals(type.text())).findFirst();
  }
}
