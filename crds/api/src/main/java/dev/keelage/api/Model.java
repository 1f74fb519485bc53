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

/** A public model name and where it is served. */
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@Kind("Model")
@Plural("models")
@ShortNames("kmodel")
@Categories(ApiGroup.CATEGORY)
@JsonClassDescription("A model name that callers use, and the deployments that serve it.")
@AdditionalPrinterColumn(name = "MODEL", jsonPath = ".status.modelName")
@AdditionalPrinterColumn(
    name = "DEPLOYMENTS",
    jsonPath = ".status.deployments",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "HEALTHY", jsonPath = ".status.healthy")
@AdditionalPrinterColumn(
    name = "PROGRAMMED",
    jsonPath = ".status.conditions[?(@.type==\"Programmed\")].status")
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    priority = 1)
public final class Model extends CustomResource<ModelSpec, ModelStatus> implements Namespaced {}
