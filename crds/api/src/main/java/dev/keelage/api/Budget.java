package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Money for a window, shared by what it selects. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("Budget")
@Plural("budgets")
@ShortNames("kbudget")
@Categories(ApiGroup.CATEGORY)
@JsonClassDescription(
    "An amount of money per calendar window, shared by the teams and keys it selects.")
@AdditionalPrinterColumn(name = "LIMIT", jsonPath = ".status.limit")
@AdditionalPrinterColumn(name = "WINDOW", jsonPath = ".status.usage.window")
@AdditionalPrinterColumn(name = "SPENT", jsonPath = ".status.usage.spent")
@AdditionalPrinterColumn(name = "REMAINING", jsonPath = ".status.usage.remaining")
@AdditionalPrinterColumn(name = "RESETS", jsonPath = ".status.usage.resetsAt")
@AdditionalPrinterColumn(name = "PROJECTED", jsonPath = ".status.usage.projectedExhaustion")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.state")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = Type.DATE,
    priority = 1)
public final class Budget extends CustomResource<BudgetSpec, BudgetStatus> implements Namespaced {}
