package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An object of the referrer's namespace, or of another one whose owner consents. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectRef(
    @Required
        @Size(min = 1, max = Bounds.NAME_LENGTH)
        @Pattern(Bounds.OBJECT_NAME)
        @JsonPropertyDescription("Name of the object.")
        String name,
    @Size(min = 1, max = Bounds.LABEL_LENGTH)
        @Pattern(Bounds.LABEL_NAME)
        @JsonPropertyDescription(
            "Namespace of the object. Absent: this resource's own. An object in another namespace"
                + " must allow this one in its spec.allowedNamespaces.")
        @Nullable String namespace) {
  public ObjectRef {
    Objects.requireNonNull(name, "name is required");
  }

  /** The namespace it means when it stands in a resource of {@code referrerNamespace}. */
  public String namespaceFrom(String referrerNamespace) {
    return namespace == null ? referrerNamespace : namespace;
  }
}
