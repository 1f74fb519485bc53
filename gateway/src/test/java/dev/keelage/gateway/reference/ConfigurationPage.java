package dev.keelage.gateway.reference;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Every setting with its environment variable, read from the sources of {@code GatewaySettings} and
 * {@code OperatorSettings}.
 */
final class ConfigurationPage {
  private static final String GATEWAY =
      "gateway/src/main/java/dev/keelage/gateway/GatewaySettings.java";
  private static final String OPERATOR =
      "operator/src/main/java/dev/keelage/operator/OperatorSettings.java";

  private final DocTrees docs;
  private final CompilationUnitTree unit;
  private final Map<String, ClassTree> groups = new HashMap<>();
  private final StringBuilder rows = new StringBuilder();

  private ConfigurationPage(DocTrees docs, CompilationUnitTree unit) {
    this.docs = docs;
    this.unit = unit;
  }

  static String render(Path repository) throws IOException {
    return ReferencePages.NOTICE
        + "# Configuration\n\n"
        + "Settings are environment variables. A duration is a number with a unit (`500ms`, `2s`, `10m`), a list is separated by commas.\n\n"
        + "## A gateway\n\n"
        + "Health (`/q/health/live`, `/q/health/ready`) and `/metrics` are on port 9000 (`QUARKUS_MANAGEMENT_PORT`), never on the callers' port.\n\n"
        + table(repository.resolve(GATEWAY))
        + "\n## The operator\n\n"
        + "Health and `/metrics` are on port 9000 (`QUARKUS_MANAGEMENT_PORT`), the only one unless the [ledger API](../guides/chargeback.md) is on.\n\n"
        + table(repository.resolve(OPERATOR));
  }

  private static String table(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
      CompilationUnitTree unit = task.parse().iterator().next();
      return new ConfigurationPage(DocTrees.instance(task), unit).page();
    }
  }

  private String page() {
    ClassTree settings = (ClassTree) unit.getTypeDecls().getFirst();
    settings.getMembers().stream()
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast)
        .forEach(group -> groups.put(group.getSimpleName().toString(), group));
    write(settings, "keelage");
    return "| Variable | Default | What it says |\n|---|---|---|\n" + rows;
  }

  private void write(ClassTree group, String prefix) {
    List<MethodTree> nested = new ArrayList<>();
    for (Tree member : group.getMembers()) {
      if (member instanceof MethodTree setting && setting.getBody() == null) {
        if (groups.containsKey(setting.getReturnType().toString())) {
          nested.add(setting);
        } else {
          row(setting, prefix + "." + kebab(setting.getName().toString()));
        }
      }
    }
    for (MethodTree setting : nested) {
      ClassTree inner = groups.get(setting.getReturnType().toString());
      if (inner != null) {
        write(inner, prefix + "." + kebab(setting.getName().toString()));
      }
    }
  }

  private void row(MethodTree setting, String name) {
    rows.append(
        "| `%s` | %s | %s |\n"
            .formatted(
                name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                standard(setting).map(value -> "`" + value + "`").orElse(""),
                description(setting)));
  }

  private static Optional<String> standard(MethodTree setting) {
    return setting.getModifiers().getAnnotations().stream()
        .filter(annotation -> annotation.getAnnotationType().toString().equals("WithDefault"))
        .map(ConfigurationPage::value)
        .findFirst();
  }

  private static String value(AnnotationTree annotation) {
    String argument = annotation.getArguments().getFirst().toString();
    return argument.substring(argument.indexOf('"') + 1, argument.lastIndexOf('"'));
  }

  private String description(MethodTree setting) {
    DocCommentTree comment = docs.getDocCommentTree(TreePath.getPath(unit, setting));
    if (comment == null) {
      throw new IllegalStateException(setting.getName() + " is not described");
    }
    return comment.getFullBody().stream()
        .map(DocTree::toString)
        .collect(Collectors.joining())
        .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
