package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where something stands in a document; prints like {@code spec.deployments[0].weight}. */
record FieldPath(@Nullable FieldPath parent, String step) {
  static final FieldPath ROOT = new FieldPath(null, "");

  static FieldPath of(String step) {
    return ROOT.then(step);
  }

  FieldPath then(String step) {
    return new FieldPath(this, step);
  }

  FieldPath then(List<JsonMappingException.Reference> references) {
    FieldPath path = this;
    for (JsonMappingException.Reference reference : references) {
      String field = reference.getFieldName();
      path = path.then(field == null ? Integer.toString(reference.getIndex()) : field);
    }
    return path;
  }

  /** From the root on. */
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    FieldPath path = this;
    while (path.parent() != null) {
      steps.addFirst(path.step());
      path = path.parent();
    }
    return steps;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String step : steps()) {
      if (step.matches("[0-9]+")) {
        text.append('[').append(step).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step);
      }
    }
    return text.toString();
  }
}
