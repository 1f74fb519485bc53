package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One document of a text: its content, and where each part of it stands. */
final class Document {
  private final Node root;
  private final JsonNode json;

  Document(Node root, JsonNode json) {
    this.root = root;
    this.json = json;
  }

  JsonNode json() {
    return json;
  }

  /** An entry of a {@code List}. */
  Document item(int index) {
    List<String> path = List.of("items", Integer.toString(index));
    Node node = root;
    for (String step : path) {
      node = child(node, step).map(Child::value).orElse(node);
    }
    return new Document(node, json.path("items").path(index));
  }

  /** The line, from 1, of the deepest part of the path that exists. */
  int line(FieldPath path) {
    Node node = root;
    int line = line(root);
    for (String step : path.steps()) {
      Optional<Child> child = child(node, step);
      if (child.isEmpty()) {
        break;
      }
      node = child.get().value();
      line = line(child.get().at());
    }
    return line;
  }

  /** A field stands where its name stands. */
  private record Child(Node at, Node value) {}

  private static Optional<Child> child(Node node, String step) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step)) {
          return Optional.of(new Child(key, tuple.getValueNode()));
        }
      }
    }
    if (node instanceof SequenceNode sequence && step.matches("[0-9]{1,9}")) {
      int index = Integer.parseInt(step);
      if (index < sequence.getValue().size()) {
        Node item = sequence.getValue().get(index);
        return Optional.of(new Child(item, item));
      }
    }
    return Optional.empty();
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
