package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The documents of a YAML 1.2 text (JSON is one), bounded in size and depth so that aliases cannot
 * grow without end.
 */
final class Documents {
  private static final int MAX_CHARACTERS = 64 << 20;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 1_000_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setUseMarks(true)
          .setAllowDuplicateKeys(false)
          .setCodePointLimit(MAX_CHARACTERS)
          // Bounded by MAX_NODES instead: what counts is what they grow to.
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .build();

  private int nodes;

  private Documents() {}

  /** Documents up to the first one that is no YAML; that ends the text. */
  static List<Document> read(String text, Consumer<Fault> faults) {
    List<Document> documents = new ArrayList<>();
    try {
      Iterator<Node> roots = new Compose(SETTINGS).composeAllFromString(text).iterator();
      while (roots.hasNext()) {
        Node root = roots.next();
        JsonNode json = new Documents().json(root, 0);
        if (!json.isNull()) {
          documents.add(new Document(root, json));
        }
      }
    } catch (MarkedYamlEngineException e) {
      faults.accept(new Fault(line(e.getProblemMark()), "no YAML: " + e.getProblem()));
    } catch (Unusable e) {
      faults.accept(new Fault(line(e.node.getStartMark()), e.why));
    } catch (StackOverflowError e) {
      // The composer recurses and has no bound of its own.
      faults.accept(new Fault(1, "nested too deeply"));
    } catch (YamlEngineException e) {
      faults.accept(new Fault(1, "no YAML: " + e.getMessage()));
    }
    return documents;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }

  /** Proper YAML, but nothing that JSON can say. */
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Node node;
    private final String why;

    Unusable(Node node, String message) {
      super(message);
      this.node = node;
      this.why = message;
    }
  }

  private JsonNode json(Node node, int depth) {
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      throw new Unusable(node, "nested too deeply, or grown too large by aliases");
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, depth);
      case SequenceNode sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        sequence.getValue().forEach(item -> array.add(json(item, depth + 1)));
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar);
      case AnchorNode anchor -> json(anchor.getRealNode(), depth + 1);
      default -> throw new Unusable(node, "nothing that JSON can say");
    };
  }

  private ObjectNode object(MappingNode mapping, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new Unusable(tuple.getKeyNode(), "the name of a field has to be a text");
      }
      if (object.has(key.getValue())) {
        throw new Unusable(key, "\"" + key.getValue() + "\" is there twice");
      }
      JsonNode value = json(tuple.getValueNode(), depth + 1);
      // An explicit null is an absent field, as for an API server.
      if (!value.isNull()) {
        object.set(key.getValue(), value);
      }
    }
    return object;
  }

  private static JsonNode scalar(ScalarNode scalar) {
    String value = scalar.getValue();
    Tag tag = scalar.getTag();
    JsonNodeFactory factory = JsonNodeFactory.instance;
    try {
      if (tag.equals(Tag.NULL)) {
        return factory.nullNode();
      }
      if (tag.equals(Tag.BOOL)) {
        return factory.booleanNode(Boolean.parseBoolean(value));
      }
      if (tag.equals(Tag.INT)) {
        return integer(value);
      }
      if (tag.equals(Tag.FLOAT)) {
        return factory.numberNode(new BigDecimal(value));
      }
    } catch (NumberFormatException e) {
      throw new Unusable(scalar, "\"" + value + "\" is no number that JSON can say");
    }
    return factory.textNode(value);
  }

  private static JsonNode integer(String value) {
    BigInteger number =
        value.startsWith("0x")
            ? new BigInteger(value.substring(2), 16)
            : value.startsWith("0o")
                ? new BigInteger(value.substring(2), 8)
                : new BigInteger(value.startsWith("+") ? value.substring(1) : value);
    return number.bitLength() < Long.SIZE
        ? JsonNodeFactory.instance.numberNode(number.longValue())
        : JsonNodeFactory.instance.numberNode(number);
  }
}
