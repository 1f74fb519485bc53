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

/** The credential of an application. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("VirtualKey")
@Plural("virtualkeys")
@ShortNames("vkey")
@Categories(ApiGroup.CATEGORY)
@JsonClassDescription(
    "The credential of one application: whose it is, what it may use, how long it lives.")
@AdditionalPrinterColumn(name = "TEAM", jsonPath = ".spec.teamRef.name")
@AdditionalPrinterColumn(name = "PREFIX", jsonPath = ".status.prefix")
@AdditionalPrinterColumn(name = "SECRET", jsonPath = ".status.secretName")
@AdditionalPrinterColumn(name = "EXPIRES", jsonPath = ".spec.expiresAt")
@AdditionalPrinterColumn(name = "SPENT", jsonPath = ".status.usage.spent")
@AdditionalPrinterColumn(
    name = "STATE",
    jsonPath = ".status.conditions[?(@.type==\"Issued\")].reason")
@AdditionalPrinterColumn(
    name = "PROGRAMMED",
    jsonPath = ".status.conditions[?(@.type==\"Programmed\")].status")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = Type.DATE,
    priority = 1)
public final class VirtualKey extends CustomResource<VirtualKeySpec, VirtualKeyStatus>
    implements Namespaced {}
