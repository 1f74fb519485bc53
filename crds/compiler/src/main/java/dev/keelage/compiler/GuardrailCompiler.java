package dev.keelage.compiler;

import dev.keelage.api.GuardrailSpec;
import dev.keelage.snapshot.GuardrailEntry;
import java.util.ArrayList;
import java.util.List;

/** What is inspected, and whose calls. */
final class GuardrailCompiler {
  private final CompilerSettings settings;
  private final Selection selection;
  private final Members members;

  GuardrailCompiler(CompilerSettings settings, Selection selection, Members members) {
    this.settings = settings;
    this.selection = selection;
    this.members = members;
  }

  List<GuardrailEntry> compile(List<Declared<GuardrailSpec>> declared) {
    List<GuardrailEntry> entries = new ArrayList<>();
    GuardrailRoom room = new GuardrailRoom(settings);
    for (Declared<GuardrailSpec> guardrail : declared.stream().sorted(room.order()).toList()) {
      Scope scope = scope(guardrail);
      GuardrailEntry entry = entry(guardrail, scope);
      if (guardrail.verdict().accepted() && scope.empty()) {
        Selection.noTargets(
            guardrail,
            "it reaches no team and no model, so it holds for nobody; " + scope.advice());
      }
      if (guardrail.verdict().served()) {
        room.take(guardrail, entry);
      }
      if (guardrail.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /**
   * @param advice what to do where it is empty
   */
  private record Scope(
      boolean everywhere,
      List<String> teamIds,
      List<String> modelIds,
      List<String> keyNamespaces,
      String advice) {
    boolean empty() {
      return !everywhere && teamIds.isEmpty() && modelIds.isEmpty() && keyNamespaces.isEmpty();
    }
  }

  private Scope scope(Declared<GuardrailSpec> guardrail) {
    GuardrailSpec.Teams teams = guardrail.spec().appliesTo().teams();
    String namespace = guardrail.namespace();
    boolean platform = settings.platform(namespace);
    if ((teams.from() == GuardrailSpec.From.NAMES) == teams.names().isEmpty()) {
      guardrail
          .verdict()
          .invalid(
              "spec.appliesTo.teams: names belongs to from: Names, and from: Names needs at least one");
    }
    return switch (teams.from()) {
      case NAMES ->
          new Scope(
              false,
              selection.teams(
                  guardrail, teams.names(), "spec.appliesTo.teams.names", team -> platform),
              List.of(),
              List.of(),
              "see ResolvedRefs");
      case ALL ->
          platform
              ? new Scope(true, List.of(), List.of(), List.of(), "")
              : new Scope(
                  false,
                  members.teamsIn(namespace),
                  members.modelsIn(namespace),
                  List.of(namespace),
                  "");
    };
  }

  private static GuardrailEntry entry(Declared<GuardrailSpec> guardrail, Scope scope) {
    GuardrailSpec spec = guardrail.spec();
    if (spec.stages().isEmpty()) {
      guardrail.verdict().invalid("spec.stages: name PreCall, PostCall or both");
    }
    FieldRules.unique(
        guardrail,
        "spec.stages",
        spec.stages().stream()
            .map(
                stage ->
                    switch (stage) {
                      case PRE_CALL -> "PreCall";
                      case POST_CALL -> "PostCall";
                    })
            .toList());
    GuardrailSpec.Keywords keywords = spec.keywords();
    GuardrailSpec.Regex regex = spec.regex();
    if (keywords == null && regex == null) {
      guardrail.verdict().invalid("a guardrail looks for something: set keywords, regex or both");
    }
    return new GuardrailEntry(
        guardrail.path(),
        spec.stages().stream().sorted().distinct().map(GuardrailCompiler::stage).toList(),
        keywords == null ? List.of() : Expressions.keywords(guardrail, keywords.words()),
        keywords != null && keywords.caseSensitive(),
        regex == null ? List.of() : Expressions.patterns(guardrail, regex.patterns()),
        switch (spec.action()) {
          case BLOCK -> GuardrailEntry.Action.BLOCK;
          case MASK -> GuardrailEntry.Action.MASK;
        },
        switch (spec.whenUnavailable()) {
          case ALLOW -> true;
          case DENY -> false;
        },
        scope.everywhere(),
        scope.teamIds(),
        scope.modelIds(),
        scope.keyNamespaces());
  }

  private static GuardrailEntry.Stage stage(GuardrailSpec.Stage stage) {
    return switch (stage) {
      case PRE_CALL -> GuardrailEntry.Stage.PRE_CALL;
      case POST_CALL -> GuardrailEntry.Stage.POST_CALL;
    };
  }
}
