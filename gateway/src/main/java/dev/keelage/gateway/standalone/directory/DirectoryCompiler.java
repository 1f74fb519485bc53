package dev.keelage.gateway.standalone.directory;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.CompilerSettings;
import dev.keelage.compiler.FileFinding;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.compiler.SnapshotCompiler;
import dev.keelage.compiler.price.PriceCatalogue;
import dev.keelage.compiler.price.PriceFiles;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.standalone.key.KeyRing;
import dev.keelage.snapshot.codec.SnapshotCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Does for a directory what the operator does for a cluster. One loader thread uses it. */
final class DirectoryCompiler {
  private final KeyRing keys;
  private final VendorKeys vendorKeys;
  private final CompilerSettings settings;
  private PriceCatalogue prices = PriceCatalogue.bundled();

  DirectoryCompiler(KeyRing keys, VendorKeys vendorKeys, CompilerSettings settings) {
    this.keys = keys;
    this.vendorKeys = vendorKeys;
    this.settings = settings;
  }

  CompiledDirectory compile(DirectoryFiles directory, Instant now) {
    ResourceFiles files = vendorKeys.fillIn(told(directory));
    Map<ObjectId, List<KeyMaterial>> issued =
        keys.issue(files.of(VirtualKey.class), files.findings().isEmpty(), now);
    Compilation compilation = SnapshotCompiler.compile(files.with(issued, settings), prices);
    String digest = SnapshotCodec.encode(compilation.snapshot()).index().digest();
    LoadedSnapshot snapshot = LoadedSnapshot.of(digest, compilation.snapshot());
    return new CompiledDirectory(
        files, compilation, snapshot, SampleCall.in(snapshot, keys::apiKey, now));
  }

  private ResourceFiles told(DirectoryFiles directory) {
    SortedMap<Path, String> resources = new TreeMap<>(directory.texts());
    SortedMap<Path, String> catalogues = new TreeMap<>(directory.texts());
    resources.keySet().removeIf(DirectoryCompiler::hasPrices);
    catalogues.keySet().removeIf(file -> !hasPrices(file));
    ResourceFiles read = ResourceFiles.read(resources);
    List<FileFinding> findings = new ArrayList<>(directory.unreadable());
    findings.addAll(takePrices(catalogues));
    findings.addAll(read.findings());
    return new ResourceFiles(read.resources(), read.namespaceLabels(), read.secrets(), findings);
  }

  /** What cannot be used changes nothing: the prices read before stay. */
  private List<FileFinding> takePrices(SortedMap<Path, String> catalogues) {
    Map<String, String> texts = new HashMap<>();
    catalogues.forEach((file, text) -> texts.put(file.getFileName().toString(), text));
    try {
      prices = PriceFiles.overBundled(texts);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(
          new FileFinding(
              catalogues.firstKey(), 1, "the prices stay as they were: " + e.getMessage()));
    }
  }

  private static boolean hasPrices(Path file) {
    return PriceFiles.NAMES.contains(file.getFileName().toString());
  }
}
