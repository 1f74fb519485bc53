package dev.keelage.gateway;

import java.util.List;
import java.util.Map;

/** What the process was asked to be. */
sealed interface CommandLine {
  record InCluster() implements CommandLine {}

  record Standalone(String directory) implements CommandLine {}

  record Help() implements CommandLine {}

  record Wrong(String message) implements CommandLine {}

  /** The last {@code --resources} counts; it goes before {@code KEELAGE_RESOURCES}. */
  static CommandLine of(String[] args, Map<String, String> environment) {
    String directory = environment.getOrDefault("KEELAGE_RESOURCES", "");
    List<String> words = List.of(args);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--help") || word.equals("-h")) {
        return new Help();
      } else if (word.startsWith("--resources=")) {
        directory = word.substring("--resources=".length());
      } else if (word.equals("--resources") && i + 1 < words.size()) {
        i++;
        directory = words.get(i);
      } else {
        return new Wrong(
            word.equals("--resources")
                ? "--resources needs a directory"
                : "unknown argument: " + word);
      }
    }
    return directory.isBlank() ? new InCluster() : new Standalone(directory);
  }
}
