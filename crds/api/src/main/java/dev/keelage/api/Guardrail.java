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

/** What is inspected in requests and answers, and what happens to a match. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("Guardrail")
@Plural("guardrails")
@ShortNames("kguard")
@Categories(ApiGroup.CATEGORY)
@JsonClassDescription(
    "What is looked for in requests and answers, and what happens to what is found.")
@AdditionalPrinterColumn(name = "ACTION", jsonPath = ".spec.action")
@AdditionalPrinterColumn(name = "STAGES", jsonPath = ".spec.stages")
@AdditionalPrinterColumn(
    name = "PROGRAMMED",
    jsonPath = ".status.conditions[?(@.type==\"Programmed\")].status")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Guardrail extends CustomResource<GuardrailSpec, GuardrailStatus>
    implements Namespaced {}
