package dev.keelage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ControlPlaneIT {

  @Test
  void enforcesCelRules() {
    var plane = ControlPlane.shared();
    plane.apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: ships.example.dev}
        spec:
          group: example.dev
          scope: Namespaced
          names: {plural: ships, singular: ship, kind: Ship}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties: {spec: {type: object, properties: {draught: {type: integer}, depth: {type: integer}}}}
                x-kubernetes-validations: [{rule: self.spec.draught < self.spec.depth, message: she would run aground}]
        """);
    plane.kubectl("wait", "--for=condition=Established", "crd/ships.example.dev", "--timeout=120s");

    assertThatThrownBy(
            () ->
                plane.apply(
                    """
                    apiVersion: example.dev/v1
                    kind: Ship
                    metadata: {name: deep, namespace: default}
                    spec: {draught: 9, depth: 8}
                    """))
        .hasMessageContaining("she would run aground");
  }

  @Test
  void givesAServiceAccountItsRoleAndNoMore() {
    var plane = ControlPlane.shared();
    plane.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: roles}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: clerk, namespace: roles}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: clerk, namespace: roles}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: clerk, namespace: roles}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: clerk}
        subjects: [{kind: ServiceAccount, name: clerk, namespace: roles}]
        """);

    try (var clerk =
        new KubernetesClientBuilder().withConfig(plane.serviceAccount("roles", "clerk")).build()) {
      assertThat(clerk.configMaps().list().getItems()).isNotNull();
      assertThatThrownBy(() -> clerk.secrets().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
    }
    var asClerk = plane.serviceAccountKubeconfig("roles", "clerk").toString();
    var command =
        List.of(plane.kubectlProgram().toString(), "--kubeconfig", asClerk, "auth", "whoami");
    assertThat(CommandResult.of(command).output()).contains("system:serviceaccount:roles:clerk");
  }

  @Test
  void collectsGarbageAndNamespaces() {
    var plane = ControlPlane.shared();
    plane.kubectl("create", "namespace", "harbour");
    try (var client = plane.client()) {
      var maps = client.configMaps().inNamespace("harbour");
      var owner = maps.resource(map("owner").build()).create();
      var owned = map("owned").editMetadata().addNewOwnerReference();
      owned
          .withApiVersion("v1")
          .withKind("ConfigMap")
          .withName("owner")
          .withUid(owner.getMetadata().getUid());
      maps.resource(owned.endOwnerReference().endMetadata().build()).create();

      maps.withName("owner").delete();
      assertThat(
              maps.withName("owned").waitUntilCondition(map -> map == null, 120, TimeUnit.SECONDS))
          .isNull();
      client.namespaces().withName("harbour").delete();
      var harbour = client.namespaces().withName("harbour");
      assertThat(harbour.waitUntilCondition(namespace -> namespace == null, 120, TimeUnit.SECONDS))
          .isNull();
    }
  }

  @Test
  void stopsAndStartsTheApiServerWithItsStateAndTokens() {
    try (var plane = ControlPlane.startLocal();
        var client = plane.client()) {
      plane.kubectl("create", "namespace", "lasting");
      plane.kubectl("create", "serviceaccount", "clerk", "-n", "lasting");
      var tokenBefore = plane.serviceAccount("lasting", "clerk");

      plane.stopApiServer();
      assertThat(plane.tryKubectl("", "get", "namespaces").error()).contains("refused");

      plane.startApiServer();
      assertThat(client.namespaces().withName("lasting").get()).isNotNull();
      try (var clerk = new KubernetesClientBuilder().withConfig(tokenBefore).build()) {
        assertThatThrownBy(() -> clerk.pods().list())
            .isInstanceOfSatisfying(
                KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
      }
    }
  }

  private static ConfigMapBuilder map(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata();
  }
}
