package dev.keelage.perf.scale;

import java.util.List;

/**
 * What the command line asks for after {@code scale}.
 *
 * @param operatorJvm flags for the operator's JVM on top of the project's
 * @param write whether the table goes into the document; otherwise it is printed
 */
public record ScaleOptions(Estate estate, List<String> operatorJvm, boolean write) {
  public static final String USAGE =
      """
      The argument "scale" measures the control plane instead:
        --tenants N      each with 50 models, 10 teams and 500 keys (default: 20)
        --jvm "FLAGS"    for the operator's JVM, after those of operator/jvm.options
        --print          print the table, leave the document as it is
      """;

  public ScaleOptions {
    operatorJvm = List.copyOf(operatorJvm);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with the usage, if one of them is none of the above
   */
  public static ScaleOptions parse(List<String> arguments) {
    Estate estate = Estate.FULL;
    List<String> jvm = List.of();
    boolean write = true;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--print" -> write = false;
        case "--tenants" -> estate = Estate.ofTenants(Integer.parseInt(value(arguments, ++i)));
        case "--jvm" -> jvm = List.of(value(arguments, ++i).split("\\s+", -1));
        default -> throw new IllegalArgumentException(arguments.get(i) + "?\n" + USAGE);
      }
    }
    return new ScaleOptions(estate, jvm, write);
  }

  private static String value(List<String> arguments, int at) {
    if (at == arguments.size()) {
      throw new IllegalArgumentException(arguments.getLast() + " what?\n" + USAGE);
    }
    return arguments.get(at);
  }
}
