package dev.keelage.operator.inquiry.book;

import java.util.Locale;

/** What calls can be asked for by, and summed up by. */
public enum Trait {
  TEAM,
  KEY,
  USER,
  CUSTOMER,
  MODEL,
  TAG,
  PROVIDER;

  /** As it is written in a question. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those that callers say themselves have sums of their own. */
  boolean isSaid() {
    return this == USER || this == CUSTOMER || this == TAG;
  }
}
