package dev.keelage.gateway.standalone.directory;

import dev.keelage.compiler.FileFinding;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The YAML and JSON files below a directory, as they are at one moment. Hidden ones are passed
 * over: editors and version control keep their own things there.
 *
 * @param texts by path
 * @param directories that were looked into
 * @param unreadable files of which nothing is known
 */
record DirectoryFiles(
    SortedMap<Path, String> texts, Set<Path> directories, List<FileFinding> unreadable) {
  private static final long MAX_BYTES = 16 << 20;
  private static final int MAX_DEPTH = 16;

  DirectoryFiles {
    unreadable = List.copyOf(unreadable);
    directories = Set.copyOf(directories);
  }

  static DirectoryFiles read(Path root) {
    Reader reader = new Reader(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, reader);
    } catch (IOException e) {
      reader.unreadable(root, e);
    }
    return new DirectoryFiles(reader.texts, reader.directories, reader.unreadable);
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final Path root;
    private final SortedMap<Path, String> texts = new TreeMap<>();
    private final Set<Path> directories = new TreeSet<>();
    private final List<FileFinding> unreadable = new ArrayList<>();

    Reader(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (!directory.equals(root) && hidden(directory)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      directories.add(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !hidden(file) && declares(file)) {
        try {
          if (attributes.size() > MAX_BYTES) {
            throw new IOException("it is larger than " + MAX_BYTES + " bytes");
          }
          texts.put(file, Files.readString(file));
        } catch (IOException e) {
          unreadable(file, e);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      // A dangling link with a hidden name is an editor's lock.
      if (!hidden(file) && (declares(file) || Files.isDirectory(file))) {
        unreadable(file, failure);
      }
      return FileVisitResult.CONTINUE;
    }

    void unreadable(Path file, IOException failure) {
      String why =
          failure instanceof MalformedInputException ? "it is not UTF-8" : failure.toString();
      unreadable.add(new FileFinding(file, 1, "cannot be read: " + why));
    }

    private static boolean hidden(Path path) {
      return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }

    private static boolean declares(Path file) {
      return file.toString().matches("(?i).*\\.(ya?ml|json)");
    }
  }
}
