package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.ModelEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Some models by what callers of each namespace say for them. */
final class ModelNames {
  private final Map<String, Map<String, ServedModel>> own = new HashMap<>();
  private final Map<String, ServedModel> forAll = new HashMap<>();
  private final Map<String, Map<String, ServedModel>> sharedWith = new HashMap<>();

  void add(ServedModel model) {
    ModelEntry entry = model.entry();
    List<String> names = new ArrayList<>(entry.aliases());
    names.add(entry.modelName());
    for (String name : names) {
      own.computeIfAbsent(entry.namespace(), any -> new HashMap<>()).putIfAbsent(name, model);
      if (entry.sharing().all()) {
        forAll.putIfAbsent(name, model);
      }
      for (String namespace : entry.sharing().namespaces()) {
        sharedWith.computeIfAbsent(namespace, any -> new HashMap<>()).putIfAbsent(name, model);
      }
    }
  }

  /** Of the namespace itself. */
  @Nullable ServedModel own(String namespace, String name) {
    return own.getOrDefault(namespace, Map.of()).get(name);
  }

  /** Of others, for this namespace. */
  @Nullable ServedModel shared(String namespace, String name) {
    ServedModel shared = sharedWith.getOrDefault(namespace, Map.of()).get(name);
    return shared != null ? shared : forAll.get(name);
  }

  /** What each name and alias means in that namespace. */
  Map<String, ServedModel> in(String namespace) {
    Map<String, ServedModel> byName = new LinkedHashMap<>(forAll);
    byName.putAll(sharedWith.getOrDefault(namespace, Map.of()));
    byName.putAll(own.getOrDefault(namespace, Map.of()));
    return byName;
  }
}
