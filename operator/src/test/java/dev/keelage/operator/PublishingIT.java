package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import dev.keelage.snapshot.Sensitive;
import dev.keelage.snapshot.codec.SnapshotObjects;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishingIT {
  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void publishesAnEmptySnapshotSoThatGatewaysCanStart() {
    site.operator();

    assertThat(site.published(any -> true).models()).isEmpty();
  }

  @Test
  void saysHowManyGatewaysServeAModel() throws Exception {
    site.operator();
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);

    Condition nobody = programmed(c -> c.reason().equals("NoGatewayPods"));
    assertThat(nobody.status()).isEqualTo(FALSE);

    FakeGateway first = site.gateway("a");
    assertThat(programmed(c -> c.status() == TRUE).message()).isEqualTo("1/1");
    site.condition(
        Model.class, site.platform, "demo", ConditionType.READY, c -> c.status() == TRUE);

    FakeGateway second = site.gateway("b");
    programmed(c -> c.message().equals("2/2"));

    second.reject("shard keelage-model-03 is corrupt");
    site.apply(Yaml.MODEL.replace("demo-1", "demo-2"));
    Condition rejected =
        programmed(c -> c.reason().equals("Rejected") && c.message().startsWith("1/2"));
    assertThat(rejected.message()).contains("keelage-model-03 is corrupt");

    second.resumeLoading();
    programmed(c -> c.message().equals("2/2"));

    second.stopLoading();
    site.apply(Yaml.MODEL.replace("demo-1", "demo-3"));
    programmed(c -> c.reason().equals("PartiallyProgrammed"));

    second.kill();
    programmed(c -> c.message().equals("1/1"));
    first.close();
    programmed(c -> c.reason().equals("NoGatewayPods"));
  }

  @Test
  void leavesABrokenResourceOutAndSaysWhy() {
    site.operator();
    site.gateway("a");
    site.apply(
        Yaml.MOCK_PROVIDER
            + Yaml.MODEL
            + """
            apiVersion: keelage.dev/v1alpha1
            kind: Provider
            metadata: {name: openai, namespace: PLATFORM}
            spec: {type: OpenAI, auth: {apiKey: {secretKeyRef: {name: vendor, key: api-key}}}}
            """);

    programmed(c -> c.status() == TRUE);
    Condition refs = resolvedRefs(c -> c.status() == FALSE);
    assertThat(refs.reason()).isEqualTo("SecretNotFound");
    assertThat(refs.message()).contains(site.platform + "/vendor");
    assertThat(site.published(any -> true).providers()).hasSize(1);

    // When the Secret comes, and when it is rotated, nothing has to be restarted.
    site.apply(vendorSecret("first"));
    resolvedRefs(c -> c.status() == TRUE);
    site.published(snapshot -> snapshot.providers().toString().contains(digestOf("first")));
    site.apply(vendorSecret("second"));
    site.published(snapshot -> snapshot.providers().toString().contains(digestOf("second")));
  }

  @Test
  void writesOneShardAndTheIndexForOneChange() {
    site.operator();
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    site.published(snapshot -> snapshot.models().size() == 1);
    Map<String, String> before = versions();

    site.apply(Yaml.MODEL.replace("demo-1", "demo-2"));
    site.published(snapshot -> snapshot.models().toString().contains("demo-2"));

    Set<String> written = versions().keySet();
    assertThat(written.stream().filter(name -> !before.containsKey(name)).toList()).hasSize(1);
    assertThat(before.keySet().stream().filter(name -> name.contains("provider")).toList())
        .allSatisfy(name -> assertThat(versions()).containsEntry(name, before.get(name)));
  }

  @Test
  void publishesNothingNewAfterARestart() throws Exception {
    ControlPlane first = site.operator();
    site.gateway("a");
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    programmed(c -> c.status() == TRUE);
    Map<String, String> before = versions();
    String index = indexVersion();
    String model = modelVersion();
    first.close();

    site.operator();

    // A change that only the second operator can have made shows that it has compiled.
    site.apply(
        """
        apiVersion: keelage.dev/v1alpha1
        kind: Provider
        metadata: {name: broken, namespace: PLATFORM}
        spec: {type: OpenAI, auth: {apiKey: {secretKeyRef: {name: nowhere, key: api-key}}}}
        """);
    site.condition(Provider.class, site.platform, "broken", ConditionType.RESOLVED_REFS, c -> true);
    assertThat(versions()).isEqualTo(before);
    assertThat(indexVersion()).isEqualTo(index);
    assertThat(modelVersion()).isEqualTo(model);
  }

  @Test
  void mendsWhatIsDeletedOrDamaged() {
    site.operator();
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    site.published(snapshot -> snapshot.models().size() == 1);
    String digest = site.index().digest();

    Secret shard = site.shards().getFirst();
    Cluster.ADMIN.resource(shard).delete();
    site.published(snapshot -> snapshot.models().size() == 1);

    Cluster.ADMIN.resource(shard).delete();
    Secret damaged =
        new io.fabric8.kubernetes.api.model.SecretBuilder()
            .withNewMetadata()
            .withName(shard.getMetadata().getName())
            .withNamespace(site.home)
            .withLabels(SnapshotObjects.shardLabels())
            .endMetadata()
            .addToData(SnapshotObjects.SHARD_DATA_KEY, "AAAA")
            .build();
    Cluster.ADMIN.resource(damaged).forceConflicts().serverSideApply();
    site.published(snapshot -> snapshot.models().size() == 1);

    Cluster.ADMIN
        .secrets()
        .inNamespace(site.home)
        .withName(SnapshotObjects.INDEX_NAME)
        .edit(
            index -> {
              index.getData().put(SnapshotObjects.INDEX_DATA_KEY, "e30=");
              return index;
            });
    site.published(snapshot -> snapshot.models().size() == 1);
    Cluster.ADMIN.secrets().inNamespace(site.home).withName(SnapshotObjects.INDEX_NAME).delete();
    site.published(snapshot -> snapshot.models().size() == 1);
    assertThat(site.index().digest()).isEqualTo(digest);
  }

  @Test
  void collectsShardsThatNobodyUses() {
    site.operator();
    FakeGateway gateway = site.gateway("a");
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    programmed(c -> c.status() == TRUE);
    List<String> served = modelShards();
    gateway.stopLoading();

    for (int i = 2; i < 8; i++) {
      String model = "demo-" + i;
      site.apply(Yaml.MODEL.replace("demo-1", model));
      site.published(snapshot -> snapshot.models().toString().contains(model));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(modelShards()).hasSizeLessThanOrEqualTo(4));
    assertThat(modelShards()).as("what the gateway serves stays").containsAll(served);
    gateway.resumeLoading();
    programmed(c -> c.status() == TRUE);
    site.apply(Yaml.MODEL.replace("demo-1", "demo-9"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(modelShards()).doesNotContainAnyElementsOf(served));
  }

  @Test
  void sharesAModelWithNamespacesThatGetTheLabel() {
    site.operator();
    site.apply(
        Yaml.MOCK_PROVIDER
            + Yaml.MODEL
            + """
            apiVersion: keelage.dev/v1alpha1
            kind: Team
            metadata: {name: search, namespace: TENANT}
            spec: {models: [{name: demo, namespace: PLATFORM}]}
            """);
    Condition refused = teamRefs(c -> c.status() == FALSE);
    assertThat(refused.reason()).isEqualTo("RefNotPermitted");

    Cluster.PLANE.kubectl("label", "namespace", site.tenant, "ai=enabled");

    teamRefs(c -> c.status() == TRUE);
  }

  private Condition teamRefs(Predicate<Condition> wanted) {
    return site.condition(Team.class, site.tenant, "search", ConditionType.RESOLVED_REFS, wanted);
  }

  private Condition programmed(Predicate<Condition> wanted) {
    return site.condition(Model.class, site.platform, "demo", ConditionType.PROGRAMMED, wanted);
  }

  private Condition resolvedRefs(Predicate<Condition> wanted) {
    return site.condition(
        Provider.class, site.platform, "openai", ConditionType.RESOLVED_REFS, wanted);
  }

  private List<String> modelShards() {
    return site.shards().stream()
        .map(shard -> shard.getMetadata().getName())
        .filter(name -> name.startsWith("keelage-model-"))
        .toList();
  }

  private Map<String, String> versions() {
    return site.shards().stream()
        .collect(
            Collectors.toMap(
                each -> each.getMetadata().getName(),
                each -> each.getMetadata().getResourceVersion()));
  }

  private String indexVersion() {
    return Cluster.ADMIN
        .secrets()
        .inNamespace(site.home)
        .withName(SnapshotObjects.INDEX_NAME)
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  private String modelVersion() {
    return Cluster.ADMIN
        .resources(Model.class)
        .inNamespace(site.platform)
        .withName("demo")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  private static String vendorSecret(String key) {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: vendor, namespace: PLATFORM}
        stringData: {api-key: %s}
        """
        .formatted(key);
  }

  private static String digestOf(String secret) {
    return new Sensitive(secret).toString();
  }
}
