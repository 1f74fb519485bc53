package dev.keelage.gateway.standalone.directory;

import dev.keelage.api.Provider;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.SecretKeyRef;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.compiler.SecretId;
import dev.keelage.snapshot.Sensitive;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Vendors' keys from the environment variables that their SDKs read, for Providers whose Secret is
 * not among the files. Only for a vendor's own address: a key goes nowhere else by itself.
 */
final class VendorKeys {
  private final Map<String, String> environment;

  VendorKeys(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The same files, with the Secrets that the environment can stand in for. */
  ResourceFiles fillIn(ResourceFiles files) {
    Map<SecretId, Map<String, Sensitive>> secrets = new HashMap<>(files.secrets());
    for (Provider provider : files.of(Provider.class)) {
      Optional<SecretKeyRef> ref = missing(provider, secrets);
      Optional<String> key =
          variable(provider).map(environment::get).filter(value -> !value.isBlank());
      if (ref.isPresent() && key.isPresent()) {
        Map<String, Sensitive> values =
            new HashMap<>(secrets.getOrDefault(secretOf(provider, ref.get()), Map.of()));
        values.put(ref.get().key(), new Sensitive(key.get()));
        secrets.put(secretOf(provider, ref.get()), values);
      }
    }
    return new ResourceFiles(files.resources(), files.namespaceLabels(), secrets, files.findings());
  }

  /** The variable that would give this Provider the key it lacks. */
  static Optional<String> wanted(Provider provider, ResourceFiles files) {
    return missing(provider, files.secrets()).flatMap(ref -> variable(provider));
  }

  private static Optional<SecretKeyRef> missing(
      Provider provider, Map<SecretId, Map<String, Sensitive>> secrets) {
    return Optional.ofNullable(provider.getSpec().auth())
        .map(auth -> auth.apiKey().secretKeyRef())
        .filter(
            ref -> !secrets.getOrDefault(secretOf(provider, ref), Map.of()).containsKey(ref.key()));
  }

  private static Optional<String> variable(Provider provider) {
    ProviderSpec spec = provider.getSpec();
    if (spec.baseUrl() != null) {
      return Optional.empty();
    }
    return switch (spec.type()) {
      case OPENAI -> Optional.of("OPENAI_API_KEY");
      case ANTHROPIC -> Optional.of("ANTHROPIC_API_KEY");
      case MOCK -> Optional.empty();
    };
  }

  private static SecretId secretOf(Provider provider, SecretKeyRef ref) {
    return new SecretId(provider.getMetadata().getNamespace(), ref.name());
  }
}
