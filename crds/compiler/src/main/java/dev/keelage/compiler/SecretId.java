package dev.keelage.compiler;

import java.util.Comparator;

/** A Secret. */
public record SecretId(String namespace, String name) implements Comparable<SecretId> {
  private static final Comparator<SecretId> ORDER =
      Comparator.comparing(SecretId::namespace).thenComparing(SecretId::name);

  @Override
  public int compareTo(SecretId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "Secret " + namespace + "/" + name;
  }
}
