package dev.keelage.perf;

import dev.keelage.perf.leg.Gateway.Rule;
import dev.keelage.perf.load.Shape;
import dev.keelage.perf.scale.ScaleOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 *
 * @param plan what to measure
 * @param rules what the gateways' callers are subject to, a leg each
 * @param jvm flags for the gateway's JVM on top of the project's
 * @param legs words of which one stands in the title of every leg that is wanted; none = all
 * @param write whether the tables go into the document; otherwise they are printed
 */
record Options(Plan plan, List<Rule> rules, List<String> legs, List<String> jvm, boolean write) {
  static final String USAGE =
      """
      Measures the gateway beside nginx and writes docs/operations/performance.md.
        --shapes A,B     of %s (default: all)
        --legs A,B       of direct, nginx, plain, governed (default: all)
        --warm N         seconds for each gateway and shape before anything is measured (default: 30)
        --rounds N       (default: 3)
        --seconds N      for each measurement (default: 5)
        --jvm "FLAGS"    for the gateway's JVM, after those of gateway/jvm.options
        --print          print the tables, leave the document as it is
      policies [the same]  the gateway under 1, 5 and 12 policies, with and without loans; small calls only
      %s"""
          .formatted(Arrays.toString(Shape.values()), ScaleOptions.USAGE);

  Options {
    rules = List.copyOf(rules);
    legs = List.copyOf(legs);
    jvm = List.copyOf(jvm);
  }

  /** Whether the leg of this title is to be measured. */
  boolean wants(String title) {
    return legs.isEmpty() || legs.stream().anyMatch(title::contains);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with the usage, if one of them is none of the above
   */
  static Options parse(List<String> arguments) {
    return parse(Rule.MAIN, List.of(Shape.values()), arguments);
  }

  /** The same for what policies cost. */
  static Options parsePolicies(List<String> arguments) {
    return parse(Rule.POLICIES, List.of(Shape.SMALL_JSON), arguments);
  }

  private static Options parse(List<Rule> rules, List<Shape> allShapes, List<String> arguments) {
    List<Shape> shapes = allShapes;
    List<String> jvm = List.of();
    List<String> legs = List.of();
    int warm = 30;
    int rounds = 3;
    int seconds = 5;
    boolean write = true;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--print" -> write = false;
        case "--shapes" -> shapes = shapes(value(arguments, ++i));
        case "--legs" -> legs = List.of(value(arguments, ++i).split(",", -1));
        case "--warm" -> warm = Integer.parseInt(value(arguments, ++i));
        case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
        case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++i));
        case "--jvm" -> jvm = List.of(value(arguments, ++i).split("\\s+", -1));
        default -> throw new IllegalArgumentException(arguments.get(i) + "?\n" + USAGE);
      }
    }
    Plan plan = new Plan(shapes, rounds, warm, seconds, seconds);
    return new Options(plan, rules, legs, jvm, write);
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
