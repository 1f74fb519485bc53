package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/** One entry of a Secret in the referrer's namespace; never of another one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyRef(
    @Required
        @Size(min = 1, max = Bounds.NAME_LENGTH)
        @Pattern(Bounds.OBJECT_NAME)
        @JsonPropertyDescription("Name of the Secret, in this resource's own namespace.")
        String name,
    @Required
        @Size(min = 1, max = Bounds.NAME_LENGTH)
        @Pattern(Bounds.SECRET_KEY)
        @JsonPropertyDescription("Key inside the Secret, for example \"api-key\".")
        String key) {
  public SecretKeyRef {
    Objects.requireNonNull(name, "name is required");
    Objects.requireNonNull(key, "key is required");
  }
}
