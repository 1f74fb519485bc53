package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.exchange.SaidTags;
import dev.keelage.gateway.snapshot.Caller;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;

/**
 * What a call is tagged with: by its key and the teams above, and by the caller itself, in a header
 * of ours or in LiteLLM's, with commas between, or in the body.
 */
final class CallTags {
  private static final String OURS = "x-keelage-tags";
  private static final String LITELLM = "x-litellm-tags";

  private CallTags() {}

  /**
   * @param inBody what the body says; counts as far as the headers leave room
   */
  static Set<String> of(Caller caller, MultiMap headers, Set<String> inBody) {
    String ours = headers.get(OURS);
    String theirs = headers.get(LITELLM);
    if (ours == null && theirs == null && inBody.isEmpty()) {
      return caller.tags();
    }
    SaidTags said = new SaidTags();
    if (ours != null) {
      said.addAll(ours);
    }
    if (theirs != null) {
      said.addAll(theirs);
    }
    inBody.forEach(said::add);
    Set<String> all = new HashSet<>(said.get());
    all.addAll(caller.tags());
    return Set.copyOf(all);
  }
}
