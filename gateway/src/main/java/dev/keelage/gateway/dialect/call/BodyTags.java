package dev.keelage.gateway.dialect.call;

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
import java.util.function.Consumer;

/**
 * Tags in the body of a call, as callers of LiteLLM write them: a list under {@code metadata.tags}
 * or {@code tags}. Vendors know neither: OpenAI's own {@code metadata} holds texts only, and
 * Anthropic's nothing but {@code user_id}.
 */
public final class BodyTags {
  /** That a character takes, as an escape. */
  private static final int MOST_BYTES = 6;

  private final JsonCursor cursor;
  private final boolean textIsMetadata;
  private final SaidTags said = new SaidTags();
  private final List<Span> notSent = new ArrayList<>();

  /**
   * @param textIsMetadata whether the vendor takes {@code metadata.tags} if it is a text
   */
  public BodyTags(JsonCursor cursor, boolean textIsMetadata) {
    this.cursor = cursor;
    this.textIsMetadata = textIsMetadata;
  }

  public Set<String> said() {
    return said.get();
  }

  /** Members that no vendor is to see, each from its name to its value, in their order. */
  public List<Span> notSent() {
    return notSent;
  }

  /** The cursor stands before the value of the call's own member {@code tags}. */
  public void read(CallMembers call) {
    int from = cursor.keyOffset();
    tags(call);
    notSent.add(new Span(from, cursor.offset()));
  }

  /**
   * The cursor stands before the value of {@code metadata}. Tags in a text have commas between.
   *
   * @param decisive members of it, {@code tags} first
   * @param other reads the value of another one of them
   */
  public void readMetadata(Names decisive, Consumer<CallMembers> other) {
    int from = cursor.keyOffset();
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    CallMembers members = new CallMembers(cursor, decisive);
    Span list = Span.NONE;
    boolean others = false;
    while (members.next()) {
      if (members.index() == 0) {
        int name = cursor.keyOffset();
        boolean stays = textIsMetadata && cursor.peek() == JsonKind.STRING;
        tags(members);
        list = stays ? Span.NONE : new Span(name, cursor.offset());
      } else {
        others = true;
        if (members.index() < 0) {
          cursor.skip();
        } else {
          other.accept(members);
        }
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
