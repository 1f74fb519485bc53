package dev.keelage.perf;

import dev.keelage.perf.load.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 *
 * @param plan what to measure
 * @param write whether the tables go into the document; otherwise they are printed
 */
record Options(Plan plan, boolean write) {
  static final String USAGE =
      """
      Measures the gateway beside nginx and writes docs/operations/performance.md.
        --shapes A,B     of %s (default: all)
        --rounds N       (default: 3)
        --seconds N      for each measurement (default: 5)
        --print          print the tables, leave the document as it is
      """
          .formatted(Arrays.toString(Shape.values()));

  /**
   * @throws IllegalArgumentException with the usage, if an argument is none of these
   */
  static Options parse(List<String> arguments) {
    List<Shape> shapes = List.of(Shape.values());
    int rounds = 3;
    int seconds = 5;
    boolean write = true;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--print" -> write = false;
        case "--shapes" -> shapes = shapes(value(arguments, ++i));
        case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
        case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++i));
        default -> throw new IllegalArgumentException(arguments.get(i) + "?\n" + USAGE);
      }
    }
    return new Options(new Plan(shapes, rounds, seconds, seconds, seconds), write);
  }

  private static String value(List<String> arguments, int at) {
    if (at == arguments.size()) {
      throw new IllegalArgumentException(arguments.getLast() + " what?\n" + USAGE);
    }
    return arguments.get(at);
  }

  private static List<Shape> shapes(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name -> Shape.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }
}
