package dev.keelage.gateway.standalone.directory;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.CompilerSettings;
import dev.keelage.compiler.FileFinding;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.compiler.SnapshotCompiler;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.standalone.key.KeyRing;
import dev.keelage.snapshot.SnapshotCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does for a directory what the operator does for a cluster. One loader thread uses it. */
final class DirectoryCompiler {
  private final KeyRing keys;
  private final VendorKeys vendorKeys;
  private final CompilerSettings settings;

  DirectoryCompiler(KeyRing keys, VendorKeys vendorKeys, CompilerSettings settings) {
    this.keys = keys;
    this.vendorKeys = vendorKeys;
    this.settings = settings;
  }

  CompiledDirectory compile(DirectoryFiles directory, Instant now) {
    ResourceFiles files = vendorKeys.fillIn(told(directory));
    Map<ObjectId, List<KeyMaterial>> issued =
        keys.issue(files.of(VirtualKey.class), files.findings().isEmpty(), now);
    Compilation compilation = SnapshotCompiler.compile(files.with(issued, settings));
    String digest = SnapshotCodec.encode(compilation.snapshot()).index().digest();
    LoadedSnapshot snapshot = LoadedSnapshot.of(digest, compilation.snapshot());
    return new CompiledDirectory(
        files, compilation, snapshot, SampleCall.in(snapshot, keys::apiKey, now));
  }

  private static ResourceFiles told(DirectoryFiles directory) {
    ResourceFiles read = ResourceFiles.read(directory.texts());
    List<FileFinding> findings = new ArrayList<>(directory.unreadable());
    findings.addAll(read.findings());
    return new ResourceFiles(read.resources(), read.namespaceLabels(), read.secrets(), findings);
  }
}
