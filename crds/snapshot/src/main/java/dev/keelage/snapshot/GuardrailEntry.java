package dev.keelage.snapshot;

import java.util.List;

/**
 * @param patterns RE2 expressions
 * @param everywhere applies to every call; otherwise to callers of {@code teamIds} (their
 *     descendants included), to keys of {@code keyNamespaces} and to calls of {@code modelIds}
 * @param allowUnavailable serve what cannot be inspected (undecodable or over the inspection bound)
 *     instead of refusing it
 */
public record GuardrailEntry(
    String id,
    List<Stage> stages,
    List<String> keywords,
    boolean caseSensitive,
    List<NamedPattern> patterns,
    Action action,
    boolean allowUnavailable,
    boolean everywhere,
    List<String> teamIds,
    List<String> modelIds,
    List<String> keyNamespaces)
    implements Entry {
  public GuardrailEntry {
    stages = List.copyOf(stages);
    keywords = List.copyOf(keywords);
    patterns = List.copyOf(patterns);
    teamIds = List.copyOf(teamIds);
    modelIds = List.copyOf(modelIds);
    // Absent where an older operator wrote it.
    keyNamespaces = keyNamespaces == null ? List.of() : List.copyOf(keyNamespaces);
  }

  public enum Stage {
    PRE_CALL,
    POST_CALL
  }

  public enum Action {
    BLOCK,
    MASK
  }

  public record NamedPattern(String name, String expression) {}
}
