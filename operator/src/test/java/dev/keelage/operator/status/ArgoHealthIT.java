package dev.keelage.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.api.ApiGroup;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Provider;
import dev.keelage.api.Reason;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.Finding;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.operator.issue.Issuance;
import dev.keelage.operator.publish.Rollout.Coverage;
import dev.keelage.operator.usage.Spendings;
import dev.keelage.testkit.RedisServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Argo CD makes of our statuses by the scripts that we give it. They run in Redis, whose Lua
 * is of the same version as Argo CD's.
 */
class ArgoHealthIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Finding FINE =
      new Finding(ConditionType.ACCEPTED, true, Reason.ACCEPTED, "the spec is valid");
  private static final Finding MISSING =
      new Finding(
          ConditionType.RESOLVED_REFS, false, Reason.SECRET_NOT_FOUND, "Secret ai/openai is gone");
  private static final Finding UNSIGNED =
      new Finding(ConditionType.AUTHENTICATED, false, Reason.NO_CREDENTIALS, "set spec.auth");

  private static RedisServer lua;
  private static Map<String, String> scripts;

  @BeforeAll
  static void start() {
    lua = RedisServer.start();
    scripts = scripts();
  }

  @AfterAll
  static void stop() {
    lua.close();
  }

  @Test
  void everyKindHasAScript() {
    assertThat(ApiGroup.KINDS)
        .allSatisfy(
            kind ->
                assertThat(scripts)
                    .containsKey(
                        "resource.customizations.health.keelage.dev_" + kind.getSimpleName()));
  }

  @Test
  void whatGatewaysHaveYetToLoadIsProgressing() {
    assertThat(health(provider(1))).isEqualTo("Progressing");
    assertThat(health(provider(1, served(0, 2)))).isEqualTo("Progressing");
    assertThat(health(provider(1, served(1, 2)))).isEqualTo("Progressing");
    assertThat(health(provider(1, served(0, 0)))).isEqualTo("Progressing");
    assertThat(health(key("{}", Optional.of(new Issuance.State.Waiting(NOON)), false)))
        .isEqualTo("Progressing");
  }

  @Test
  void whatIsServedIsHealthyAlsoWhereThereIsSomethingToSay() {
    assertThat(health(provider(1, served(2, 2)))).isEqualTo("Healthy");
    assertThat(health(provider(1, new Standing(1, List.of(FINE, UNSIGNED), true, 0, "", all(2)))))
        .isEqualTo("Healthy");
    // Of the generation before
    assertThat(health(provider(2, served(2, 2)))).isEqualTo("Progressing");
  }

  @Test
  void whatSomebodyHasToMendIsDegraded() {
    assertThat(health(provider(1, new Standing(1, List.of(FINE, MISSING), false, 0, "", all(2)))))
        .isEqualTo("Degraded");
    Coverage rejected = new Coverage(1, 2, Optional.of("gateway-b: corrupt"));
    assertThat(health(provider(1, new Standing(1, List.of(FINE), true, 0, "", rejected))))
        .isEqualTo("Degraded");
    assertThat(health(key("{}", Optional.of(new Issuance.State.Blocked("quota exceeded")), false)))
        .isEqualTo("Degraded");
  }

  @Test
  void aKeyThatIsMeantToBeRefusedIsSuspended() {
    assertThat(health(key("{suspended: true}", Optional.of(new Issuance.State.Done()), true)))
        .isEqualTo("Suspended");
  }

  private static String health(HasMetadata object) {
    String script = "resource.customizations.health.keelage.dev_" + object.getKind();
    String wrapped =
        "local obj = cjson.decode(ARGV[1]); local judge = function() "
            + scripts.get(script)
            + " end; return cjson.encode(judge())";
    Object answer = lua.call("EVAL", wrapped, "0", Serialization.asJson(object));
    try {
      JsonNode health = JSON.readTree(Objects.requireNonNull(answer).toString());
      assertThat(health.get("message").asText()).isNotBlank();
      return health.get("status").asText();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Standing served(int serving, int gateways) {
    return new Standing(
        1, List.of(FINE), true, 0, "", new Coverage(serving, gateways, Optional.empty()));
  }

  private static Coverage all(int gateways) {
    return new Coverage(gateways, gateways, Optional.empty());
  }

  /** One that no operator has seen. */
  private static Provider provider(long generation) {
    Provider provider = new Provider();
    provider.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("ai")
            .withName("openai")
            .withGeneration(generation)
            .build());
    return provider;
  }

  private static Provider provider(long generation, Standing standing) {
    Provider provider = provider(generation);
    provider.setStatus(author().of(provider, standing));
    return provider;
  }

  private static VirtualKey key(String spec, Optional<Issuance.State> state, boolean served) {
    String yaml =
        "apiVersion: keelage.dev/v1alpha1\nkind: VirtualKey\n"
            + "metadata: {name: app, namespace: ai}\nspec: "
            + spec;
    VirtualKey key =
        ResourceFiles.read(Map.of(Path.of("k.yaml"), yaml)).of(VirtualKey.class).getFirst();
    key.getMetadata().setGeneration(1L);
    Standing standing =
        new Standing(1, List.of(FINE), served, 0, "", served ? all(2) : Coverage.NOWHERE);
    key.setStatus(
        author()
            .of(
                key,
                standing,
                state.map(
                    each ->
                        new Issuance(each, Optional.empty(), Optional.empty(), Optional.empty()))));
    return key;
  }

  private static StatusAuthor author() {
    return new StatusAuthor(
        Clock.fixed(NOON, ZoneOffset.UTC),
        Spendings.NotConfigured::new,
        new RowKeeping(true, Optional.empty()));
  }

  @SuppressWarnings("unchecked") // A ConfigMap has texts under texts.
  private static Map<String, String> scripts() {
    try {
      String file = Files.readString(Path.of("../deploy/argocd/argocd-cm.yaml"));
      Map<String, Object> configMap = Serialization.unmarshal(file, Map.class);
      return (Map<String, String>) Objects.requireNonNull(configMap.get("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
