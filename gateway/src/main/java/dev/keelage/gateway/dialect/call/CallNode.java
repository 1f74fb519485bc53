package dev.keelage.gateway.dialect.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.dialect.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A place in a call's tree that knows its path, so that every complaint names the member. Absent
 * and null are the same, as both vendors have it.
 *
 * @param path as callers see it, for example {@code messages[0].content}; empty for the root
 */
public record CallNode(String path, JsonNode node) {

  public CallNode at(String member) {
    return new CallNode(path.isEmpty() ? member : path + "." + member, node.path(member));
  }

  public boolean absent() {
    return node.isMissingNode() || node.isNull();
  }

  public boolean isText() {
    return node.isTextual();
  }

  public boolean isList() {
    return node.isArray();
  }

  public boolean isObject() {
    return node.isObject();
  }

  public String text() {
    if (!node.isTextual()) {
      throw malformed("must be a string");
    }
    return node.textValue();
  }

  public Optional<String> optionalText() {
    return absent() ? Optional.empty() : Optional.of(text());
  }

  /** The elements of a list; none if it is absent. */
  public List<CallNode> list() {
    if (absent()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw malformed("must be a list");
    }
    List<CallNode> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new CallNode(path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  public CallNode object() {
    if (!node.isObject()) {
      throw malformed("must be an object");
    }
    return this;
  }

  /** JSON text of an object. */
  public String json() {
    return Json.text(object().node());
  }

  public boolean flag(boolean otherwise) {
    if (absent()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw malformed("must be a boolean");
    }
    return node.booleanValue();
  }

  public OptionalDouble number(double least, double most) {
    if (absent()) {
      return OptionalDouble.empty();
    }
    double value = node.doubleValue();
    if (!node.isNumber() || !(value >= least && value <= most)) {
      throw malformed("must be a number from " + least + " to " + most);
    }
    return OptionalDouble.of(value);
  }

  public OptionalLong wholeNumber(long least) {
    if (absent()) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < least) {
      throw malformed("must be a whole number of at least " + least);
    }
    return OptionalLong.of(node.longValue());
  }

  /** Every member that is there must be among the known ones: the rest has no place to go. */
  public void refuseAllBut(Set<String> known) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      CallNode value = at(member.getKey());
      if (!known.contains(member.getKey()) && !value.absent()) {
        throw value.untranslatable();
      }
    }
  }

  /** Refuses a member that is there. */
  public void refuse() {
    if (!absent()) {
      throw untranslatable();
    }
  }

  public MalformedCall malformed(String must) {
    return new MalformedCall("'" + path + "' " + must + ".", Optional.of(path));
  }

  public Untranslatable untranslatable() {
    return new Untranslatable("'" + path + "'");
  }

  /**
   * @param what more than the path says, for example {@code of type custom}
   */
  public Untranslatable untranslatable(String what) {
    return new Untranslatable("'" + path + "' " + what);
  }
}
