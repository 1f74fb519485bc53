package dev.keelage.operator.collect;

import dev.keelage.api.Provider;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.SecretKeyRef;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.SecretId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which Secrets the resources refer to: the only ones whose values are ever read. */
final class References {
  private References() {}

  static Set<SecretId> secrets(List<Provider> providers, List<VirtualKey> keys) {
    Set<SecretId> found = new HashSet<>();
    for (Provider provider : providers) {
      String namespace = provider.getMetadata().getNamespace();
      ProviderSpec spec = provider.getSpec();
      if (spec.auth() != null) {
        found.add(id(namespace, spec.auth().apiKey().secretKeyRef()));
      }
      spec.headers().stream()
          .flatMap(header -> Optional.ofNullable(header.secretKeyRef()).stream())
          .forEach(ref -> found.add(id(namespace, ref)));
    }
    for (VirtualKey key : keys) {
      Optional.ofNullable(key.getSpec().secretRef())
          .ifPresent(ref -> found.add(id(key.getMetadata().getNamespace(), ref)));
    }
    return found;
  }

  private static SecretId id(String namespace, SecretKeyRef ref) {
    return new SecretId(namespace, ref.name());
  }
}
