package dev.keelage.gateway.dialect.call;

import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Part;
import java.util.ArrayList;
import java.util.List;

/** Gathers messages into turns: neighbours of one role become one turn. */
public final class Turns {
  private final List<Turn> turns = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private Role role = Role.USER;

  public void add(Role next, List<? extends Part> more) {
    if (more.isEmpty()) {
      return;
    }
    if (next != role) {
      close();
      role = next;
    }
    parts.addAll(more);
  }

  /** Whether nothing has been said yet. */
  public boolean empty() {
    return turns.isEmpty() && parts.isEmpty();
  }

  public List<Turn> toList() {
    close();
    return List.copyOf(turns);
  }

  private void close() {
    if (!parts.isEmpty()) {
      turns.add(new Turn(role, parts));
      parts.clear();
    }
  }
}
