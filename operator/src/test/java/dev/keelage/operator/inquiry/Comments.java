package dev.keelage.operator.inquiry;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** What sources say of their records, and of each component. */
final class Comments {
  private final Map<String, DocCommentTree> ofTypes = new HashMap<>();

  /**
   * @param sources the root of the packages
   */
  static Comments of(Path sources, List<Class<?>> types) throws IOException {
    var comments = new Comments();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      for (Class<?> type : types) {
        Path file = sources.resolve(type.getName().replace('.', '/') + ".java");
        var task =
            (JavacTask)
                compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
        CompilationUnitTree unit = task.parse().iterator().next();
        DocTrees docs = DocTrees.instance(task);
        unit.getTypeDecls().forEach(each -> comments.add(docs, unit, each));
      }
    }
    return comments;
  }

  private void add(DocTrees docs, CompilationUnitTree unit, Tree tree) {
    if (tree instanceof ClassTree type) {
      DocCommentTree comment = docs.getDocCommentTree(TreePath.getPath(unit, type));
      if (comment != null) {
        ofTypes.put(type.getSimpleName().toString(), comment);
      }
      type.getMembers().forEach(member -> add(docs, unit, member));
    }
  }

  /** Empty if it is not described. */
  Optional<String> of(Class<?> type) {
    return Optional.ofNullable(ofTypes.get(type.getSimpleName()))
        .map(comment -> text(comment.getFullBody()));
  }

  /** Empty if it is not described. */
  Optional<String> of(Class<?> type, String component) {
    return Optional.ofNullable(ofTypes.get(type.getSimpleName())).stream()
        .flatMap(comment -> comment.getBlockTags().stream())
        .filter(ParamTree.class::isInstance)
        .map(ParamTree.class::cast)
        .filter(tag -> tag.getName().getName().contentEquals(component))
        .map(tag -> text(tag.getDescription()))
        .findFirst();
  }

  private static String text(List<? extends DocTree> parts) {
    return parts.stream()
        .map(DocTree::toString)
        .collect(Collectors.joining())
        .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
