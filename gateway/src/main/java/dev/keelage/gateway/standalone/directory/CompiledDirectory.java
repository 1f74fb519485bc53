package dev.keelage.gateway.standalone.directory;

import dev.keelage.api.Provider;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.FileFinding;
import dev.keelage.compiler.Finding;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of the files at one moment.
 *
 * @param sample a call that works, if any key and model make one
 */
public record CompiledDirectory(
    ResourceFiles files,
    Compilation compilation,
    LoadedSnapshot snapshot,
    Optional<SampleCall> sample) {

  /**
   * What is wrong and what to do, one line per cause: files first, then resources, each with those
   * that are only waiting for it.
   */
  public List<String> findings() {
    List<String> lines = new ArrayList<>();
    files.findings().stream().map(FileFinding::toString).forEach(lines::add);
    SortedMap<ObjectId, List<Finding>> faults = compilation.faults();
    SortedMap<ObjectId, List<ObjectId>> waiting = new TreeMap<>();
    for (ObjectId id : faults.keySet()) {
      ObjectId root = rootCause(id, faults);
      List<ObjectId> others = waiting.computeIfAbsent(root, cause -> new ArrayList<>());
      if (!root.equals(id)) {
        others.add(id);
      }
    }
    waiting.forEach(
        (id, others) -> lines.add(line(id, faults.getOrDefault(id, List.of()), others)));
    return lines;
  }

  /** A resource whose fault is that another one is left out suffers from that one's fault. */
  private static ObjectId rootCause(ObjectId id, SortedMap<ObjectId, List<Finding>> faults) {
    Set<ObjectId> seen = new LinkedHashSet<>();
    ObjectId at = id;
    while (seen.add(at)) {
      String said = messages(faults.getOrDefault(at, List.of()));
      Optional<ObjectId> cause =
          faults.keySet().stream()
              .filter(other -> said.contains(other + " is left out itself"))
              .findFirst();
      if (cause.isEmpty()) {
        return at;
      }
      at = cause.get();
    }
    return id; // they wait for each other
  }

  private String line(ObjectId id, List<Finding> own, List<ObjectId> waiting) {
    String others =
        waiting.isEmpty()
            ? ""
            : waiting.stream()
                .map(ObjectId::toString)
                .collect(Collectors.joining(", ", ". Waiting for it: ", ""));
    return id + ": " + messages(own) + environmentHint(id) + others;
  }

  private String environmentHint(ObjectId id) {
    return files.of(Provider.class).stream()
        .filter(provider -> ObjectId.of(provider).equals(id))
        .flatMap(provider -> VendorKeys.wanted(provider, files).stream())
        .findFirst()
        .map(", or start with %s in the environment"::formatted)
        .orElse("");
  }

  private static String messages(List<Finding> findings) {
    return findings.stream().map(Finding::message).collect(Collectors.joining("; "));
  }
}
