package dev.keelage.gateway.dialect;

import dev.keelage.gateway.exchange.WireFormat;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** The dialects by their wire format; each format has exactly one. */
public final class Dialects {
  private final Map<WireFormat, Dialect> byFormat = new EnumMap<>(WireFormat.class);

  /**
   * @throws IllegalArgumentException a format without a dialect, or with two
   */
  public Dialects(Collection<Dialect> dialects) {
    for (Dialect dialect : dialects) {
      if (byFormat.put(dialect.format(), dialect) != null) {
        throw new IllegalArgumentException("two dialects for " + dialect.format());
      }
    }
    for (WireFormat format : WireFormat.values()) {
      of(format);
    }
  }

  public Dialect of(WireFormat format) {
    Dialect dialect = byFormat.get(format);
    if (dialect == null) {
      throw new IllegalArgumentException("no dialect for " + format);
    }
    return dialect;
  }
}
