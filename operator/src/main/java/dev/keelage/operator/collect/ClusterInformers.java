package dev.keelage.operator.collect;

import dev.keelage.snapshot.codec.AcknowledgementNames;
import dev.keelage.snapshot.codec.SnapshotObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches what the resources depend on besides each other: Secrets, Namespaces, the gateways'
 * Leases, the platform's prices, and the published snapshot itself (so that damage to it is
 * mended).
 */
public final class ClusterInformers implements AutoCloseable {
  private static final String BY_OWNER = "owner";

  /** So that a list of ten thousand Secrets is not in memory at once, three times over. */
  private static final long LIST_LIMIT = 500;

  private final KubernetesClient client;
  private final String ownNamespace;
  private final Set<String> watched;
  private final String pricesName;
  private final List<SharedIndexInformer<Secret>> secrets = new ArrayList<>();
  private final List<SharedIndexInformer<?>> all = new ArrayList<>();
  private final List<SharedIndexInformer<Namespace>> namespaces = new ArrayList<>();
  private Optional<SharedIndexInformer<Lease>> leases = Optional.empty();
  private Optional<SharedIndexInformer<Secret>> published = Optional.empty();
  private Optional<SharedIndexInformer<ConfigMap>> prices = Optional.empty();

  /**
   * @param watched namespaces; empty = all
   * @param pricesName the ConfigMap with prices, in the operator's own namespace
   */
  public ClusterInformers(
      KubernetesClient client, String ownNamespace, Set<String> watched, String pricesName) {
    this.client = client;
    this.ownNamespace = ownNamespace;
    this.watched = Set.copyOf(watched);
    this.pricesName = pricesName;
  }

  /** What to do when something changed. Called on informer threads: must return at once. */
  public interface Listener {
    void secretChanged(Secret secret);

    void namespaceChanged();

    void acknowledged();

    void snapshotTouched();

    void pricesChanged();
  }

  /** Starts all informers and returns when their caches are filled. */
  public void start(Listener listener) {
    startSecrets(listener);
    startNamespaces(handler(any -> listener.namespaceChanged()));
    SharedIndexInformer<Lease> leaseInformer =
        client
            .leases()
            .inNamespace(ownNamespace)
            .withLabel(AcknowledgementNames.COMPONENT_LABEL, AcknowledgementNames.COMPONENT)
            .inform(handler(any -> listener.acknowledged()));
    leases = Optional.of(leaseInformer);
    all.add(leaseInformer);
    SharedIndexInformer<Secret> snapshotInformer =
        client
            .secrets()
            .inNamespace(ownNamespace)
            .withLabel(SnapshotObjects.SNAPSHOT_LABEL)
            .inform(handler(any -> listener.snapshotTouched()));
    published = Optional.of(snapshotInformer);
    all.add(snapshotInformer);
    SharedIndexInformer<ConfigMap> pricesInformer =
        client
            .configMaps()
            .inNamespace(ownNamespace)
            .withName(pricesName)
            .inform(handler(any -> listener.pricesChanged()));
    prices = Optional.of(pricesInformer);
    all.add(pricesInformer);
  }

  /** With named namespaces the operator may see those only, each by its name. */
  private void startNamespaces(ResourceEventHandler<Namespace> handler) {
    if (watched.isEmpty()) {
      namespaces.add(client.namespaces().inform(handler));
    } else {
      for (String name : watched) {
        namespaces.add(client.namespaces().withName(name).inform(handler));
      }
    }
    all.addAll(namespaces);
  }

  private void startSecrets(Listener listener) {
    if (watched.isEmpty()) {
      secrets.add(withoutNoise(client.secrets().inAnyNamespace(), listener::secretChanged));
    } else {
      for (String namespace : watched) {
        secrets.add(withoutNoise(client.secrets().inNamespace(namespace), listener::secretChanged));
      }
    }
    secrets.forEach(
        informer -> {
          // Never gives up: without it, a rotated Secret would not be noticed any more.
          informer.exceptionHandler((started, cause) -> started);
          informer.run();
        });
    all.addAll(secrets);
  }

  private static List<String> ownerUids(Secret secret) {
    return Optional.ofNullable(secret.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
        .map(OwnerReference::getUid)
        .toList();
  }

  /**
   * Tokens, Helm's releases and the snapshot itself are many and large, and never what a resource
   * refers to.
   */
  private static SharedIndexInformer<Secret> withoutNoise(
      FilterWatchListDeletable<Secret, SecretList, Resource<Secret>> scope,
      Consumer<Secret> changed) {
    return scope
        .withoutField("type", "kubernetes.io/service-account-token")
        .withoutField("type", "helm.sh/release.v1")
        .withoutLabel(SnapshotObjects.SNAPSHOT_LABEL)
        .withLimit(LIST_LIMIT)
        .runnableInformer(0)
        .itemStore(new SlimStore<>())
        .addIndexers(Map.of(BY_OWNER, ClusterInformers::ownerUids))
        .addEventHandler(handler(changed));
  }

  public Optional<Secret> secret(String namespace, String name) {
    String key = namespace + "/" + name;
    return secrets.stream()
        .flatMap(informer -> Optional.ofNullable(informer.getStore().getByKey(key)).stream())
        .findFirst();
  }

  /** The Secrets that name this object as an owner. */
  public List<Secret> ownedBy(String uid) {
    return secrets.stream()
        .flatMap(informer -> informer.getIndexer().byIndex(BY_OWNER, uid).stream())
        .toList();
  }

  List<Namespace> namespaces() {
    return namespaces.stream().flatMap(informer -> informer.getStore().list().stream()).toList();
  }

  /** The snapshot Secrets as they are in the cluster. */
  public List<Secret> published() {
    return published.map(informer -> informer.getStore().list()).orElse(List.of());
  }

  /** The ConfigMap with prices, if there is one. */
  public Optional<ConfigMap> prices() {
    return prices.flatMap(informer -> informer.getStore().list().stream().findFirst());
  }

  public List<GatewayAcknowledgement> acknowledgements() {
    return leases.stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .map(GatewayAcknowledgement::of)
        .toList();
  }

  public boolean synced() {
    return !all.isEmpty() && all.stream().allMatch(SharedIndexInformer::hasSynced);
  }

  @Override
  public void close() {
    all.forEach(SharedIndexInformer::close);
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> handler(Consumer<T> changed) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        changed.accept(added);
      }

      @Override
      public void onUpdate(T before, T after) {
        changed.accept(after);
      }

      @Override
      public void onDelete(T deleted, boolean finalStateUnknown) {
        changed.accept(deleted);
      }
    };
  }
}
