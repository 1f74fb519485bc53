package dev.keelage.gateway.standalone.directory;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ProviderEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A call to try.
 *
 * @param virtualKey {@code namespace/name}
 * @param apiKey plaintext
 * @param models all that the key may call
 */
public record SampleCall(String virtualKey, String apiKey, String model, List<String> models) {

  public SampleCall {
    models = List.copyOf(models);
  }

  /**
   * The first key of which the plaintext is known and that may call something; a model of a Mock if
   * there is one, since that answers without a vendor.
   *
   * @param plaintext by {@code namespace/name}
   */
  static Optional<SampleCall> in(
      LoadedSnapshot snapshot, Function<String, Optional<String>> plaintext, Instant now) {
    return snapshot.source().keys().stream()
        .filter(key -> usable(key, now))
        .sorted(Comparator.comparing(KeyEntry::id))
        .flatMap(key -> snapshot.caller(key.hash()).stream())
        .flatMap(caller -> of(snapshot, caller, plaintext.apply(caller.key().id())).stream())
        .findFirst();
  }

  private static Optional<SampleCall> of(
      LoadedSnapshot snapshot, Caller caller, Optional<String> apiKey) {
    List<ServedModel> models = snapshot.modelsFor(caller);
    return models.stream()
        .min(Comparator.comparing(SampleCall::needsVendor).thenComparing(SampleCall::embeds))
        .flatMap(
            model ->
                apiKey.map(
                    key ->
                        new SampleCall(
                            caller.key().id(),
                            key,
                            model.entry().modelName(),
                            models.stream().map(each -> each.entry().modelName()).toList())));
  }

  private static boolean usable(KeyEntry key, Instant now) {
    Long expiry = key.expiresAtEpochMillis();
    return !key.suspended() && (expiry == null || now.toEpochMilli() < expiry);
  }

  private static boolean needsVendor(ServedModel model) {
    return model.deployments().stream()
        .noneMatch(deployment -> deployment.provider().type() == ProviderEntry.Type.MOCK);
  }

  /** A guess by the name; nothing else tells. */
  private static boolean embeds(ServedModel model) {
    return model.entry().modelName().contains("embed");
  }
}
