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

/** A tenant; teams form trees. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("Team")
@Plural("teams")
@ShortNames("kteam")
@Categories(ApiGroup.CATEGORY)
@JsonClassDescription(
    "A tenant: what its keys may use and how much, within what the team above it allows.")
@AdditionalPrinterColumn(name = "PARENT", jsonPath = ".spec.parentRef.name")
@AdditionalPrinterColumn(name = "SPENT", jsonPath = ".status.usage.spent")
@AdditionalPrinterColumn(
    name = "TOP SPENDER",
    jsonPath = ".status.topSpenders[0].virtualKey",
    priority = 1)
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Team extends CustomResource<TeamSpec, TeamStatus> implements Namespaced {}
