package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.snapshot.Caller;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call is tagged with: by its key and the teams above, and by the caller itself, in a header
 * of ours or in LiteLLM's, with commas between.
 */
final class CallTags {
  private static final String OURS = "x-keelage-tags";
  private static final String LITELLM = "x-litellm-tags";

  /** Further ones are not looked at; nor are those that no resource could name. */
  private static final int MOST = 16;

  private static final int LONGEST = 64;

  private CallTags() {}

  static Set<String> of(Caller caller, MultiMap headers) {
    String ours = headers.get(OURS);
    String theirs = headers.get(LITELLM);
    if (ours == null && theirs == null) {
      return caller.tags();
    }
    Set<String> said = new HashSet<>();
    add(said, ours);
    add(said, theirs);
    said.addAll(caller.tags());
    return Set.copyOf(said);
  }

  private static void add(Set<String> tags, @Nullable String header) {
    if (header == null) {
      return;
    }
    for (String part : header.split(",", MOST + 1)) {
      String tag = part.strip();
      if (tags.size() < MOST && !tag.isEmpty() && tag.length() <= LONGEST) {
        tags.add(tag);
      }
    }
  }
}
