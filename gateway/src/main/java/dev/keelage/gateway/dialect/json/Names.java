package dev.keelage.gateway.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Member names to look for, compared as bytes. ASCII only. */
public final class Names {
  private final List<String> names;
  private final byte[][] bytes;

  private Names(String... names) {
    this.names = List.of(names);
    this.bytes =
        this.names.stream().map(n -> n.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
  }

  public static Names of(String... names) {
    return new Names(names);
  }

  public String get(int index) {
    return names.get(index);
  }

  int indexOf(String name) {
    return names.indexOf(name);
  }

  int indexOf(byte[] array, int from, int to) {
    for (int i = 0; i < bytes.length; i++) {
      byte[] name = bytes[i];
      if (name.length == to - from && Arrays.equals(name, 0, name.length, array, from, to)) {
        return i;
      }
    }
    return -1;
  }
}
