package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.call.CallMembers;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Envelope.Span;
import dev.keelage.gateway.exchange.SaidTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tags in the body of a call, as callers of LiteLLM write them: a list under {@code metadata.tags}
 * or {@code tags}. Vendors know neither: OpenAI's own {@code metadata} holds texts only.
 */
final class OpenAiTags {
  private static final Names TAGS = Names.of("tags");

  /** That a character takes, as an escape. */
  private static final int MOST_BYTES = 6;

  private final JsonCursor cursor;
  private final SaidTags said = new SaidTags();
  private final List<Span> notSent = new ArrayList<>();

  OpenAiTags(JsonCursor cursor) {
    this.cursor = cursor;
  }

  Set<String> said() {
    return said.get();
  }

  /** Members that no vendor is to see, each from its name to its value, in their order. */
  List<Span> notSent() {
    return notSent;
  }

  /** The cursor stands before the value of the call's own member {@code tags}. */
  void read(CallMembers call) {
    int from = cursor.keyOffset();
    tags(call);
    notSent.add(new Span(from, cursor.offset()));
  }

  /**
   * The cursor stands before the value of {@code metadata}. Tags in a text, with commas between,
   * are metadata as OpenAI has it, too: they stay.
   */
  void readMetadata() {
    int from = cursor.keyOffset();
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    CallMembers members = new CallMembers(cursor, TAGS);
    Span list = Span.NONE;
    boolean others = false;
    while (members.next()) {
      if (members.index() < 0) {
        others = true;
        cursor.skip();
      } else {
        int name = cursor.keyOffset();
        boolean text = cursor.peek() == JsonKind.STRING;
        tags(members);
        list = text ? Span.NONE : new Span(name, cursor.offset());
      }
    }
    if (list.present()) {
      notSent.add(others ? list : new Span(from, cursor.offset()));
    }
  }

  private void tags(CallMembers members) {
    switch (cursor.peek()) {
      case ARRAY -> list(members);
      case STRING -> {
        text(members, SaidTags.MOST * (SaidTags.LONGEST + 1)).ifPresent(said::addAll);
      }
      case NULL -> cursor.skip();
      case OBJECT, NUMBER, BOOLEAN -> throw members.malformed("must be a list of strings");
    }
  }

  private void list(CallMembers members) {
    int looked = 0;
    cursor.beginArray();
    while (cursor.nextElement()) {
      if (cursor.peek() != JsonKind.STRING) {
        throw members.malformed("must be a list of strings");
      }
      if (looked < SaidTags.MOST) {
        text(members, SaidTags.LONGEST).ifPresent(said::add);
        looked++;
      } else {
        cursor.walkString();
      }
    }
  }

  /** The string that comes, unless it is longer than it could be of any use. */
  private Optional<String> text(CallMembers members, int mostCharacters) {
    cursor.walkString();
    Bytes raw = cursor.rawValue();
    if (raw.length() > mostCharacters * MOST_BYTES) {
      return Optional.empty();
    }
    String text = Escapes.decode(raw);
    members.requirePrintable(text);
    return Optional.of(text);
  }
}
