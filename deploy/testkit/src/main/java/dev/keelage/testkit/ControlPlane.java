package dev.keelage.testkit;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * A real Kubernetes API server with its controllers, for tests; it ends with {@link #close} or with
 * the JVM. CEL rules, conflicts, RBAC, ServiceAccount tokens, garbage collection and namespace
 * deletion work; no test should rely on nodes.
 */
public sealed interface ControlPlane extends AutoCloseable
    permits K3sControlPlane, LocalControlPlane {

  /**
   * Starts a new one: K3s where Docker answers, else etcd and kube-apiserver as processes (see
   * {@link #startLocal}).
   *
   * @throws IllegalStateException saying what to install, when neither can be had
   */
  static ControlPlane start() {
    return DockerClientFactory.instance().isDockerAvailable()
        ? K3sControlPlane.start()
        : startLocal();
  }

  /**
   * Starts a new one as processes, whose API server can be stopped and started, with the programs
   * from {@code KUBEBUILDER_ASSETS}, or those that {@code deploy/cluster/build.sh} builds once per
   * user.
   *
   * @throws IllegalStateException saying what to install, when there are none
   */
  static LocalControlPlane startLocal() {
    return LocalControlPlane.start(ClusterPrograms.locate());
  }

  /**
   * One for all tests of this JVM, started at first use. They keep apart by namespaces, and nobody
   * closes it.
   */
  static ControlPlane shared() {
    return SharedControlPlane.INSTANCE;
  }

  /** A kubeconfig of a cluster administrator. */
  Path adminKubeconfig();

  /** The kubectl to use with it. */
  Path kubectlProgram();

  @Override
  void close();

  /** The administrator's configuration for the fabric8 client. */
  default Config admin() {
    return Config.fromKubeconfig(adminKubeconfig().toFile());
  }

  /** A new client of the administrator; the caller closes it. */
  default KubernetesClient client() {
    return new KubernetesClientBuilder().withConfig(admin()).build();
  }

  /**
   * The configuration a pod of this ServiceAccount has: its bearer token (24 h) and its namespace.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException 404, when there is no such
   *     ServiceAccount
   */
  default Config serviceAccount(String namespace, String name) {
    var admin = admin();
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(admin.getMasterUrl())
        .withCaCertFile(admin.getCaCertFile())
        .withCaCertData(admin.getCaCertData())
        .withOauthToken(token(namespace, name))
        .withNamespace(namespace)
        .build();
  }

  /**
   * The same as a kubeconfig file, for a process. Each call writes a new token to the same file.
   */
  default Path serviceAccountKubeconfig(String namespace, String name) {
    var admin = admin();
    var file =
        adminKubeconfig()
            .resolveSibling("serviceaccount-%s-%s.kubeconfig".formatted(namespace, name));
    var text =
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: local, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        users: [{name: "%s", user: {token: "%s"}}]
        contexts: [{name: local, context: {cluster: local, user: "%s", namespace: "%s"}}]
        current-context: local
        """
            .formatted(
                admin.getMasterUrl(),
                authorityOf(admin),
                name,
                token(namespace, name),
                name,
                namespace);
    try {
      // Whole or not at all: another process that has the file may be reading it.
      var whole = Files.writeString(Files.createTempFile(file.getParent(), "kubeconfig", ""), text);
      return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs kubectl as the administrator.
   *
   * @return its standard output
   * @throws IllegalStateException with its standard error, when it fails
   */
  default String kubectl(String... arguments) {
    return succeeded(tryKubectl("", arguments), arguments);
  }

  /** Applies a YAML text server-side, as the administrator; throws as {@link #kubectl} does. */
  default String apply(String yaml) {
    var arguments = new String[] {"apply", "--server-side", "-f", "-"};
    return succeeded(tryKubectl(yaml, arguments), arguments);
  }

  /**
   * Runs kubectl as the administrator with this standard input, and leaves its success to the
   * caller.
   */
  default CommandResult tryKubectl(String input, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(kubectlProgram().toString(), "--kubeconfig", adminKubeconfig().toString()));
    command.addAll(List.of(arguments));
    return CommandResult.of(command, input);
  }

  private String token(String namespace, String name) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(Duration.ofHours(24).toSeconds())
            .endSpec()
            .build();
    try (var client = client()) {
      return client
          .serviceAccounts()
          .inNamespace(namespace)
          .withName(name)
          .tokenRequest(request)
          .getStatus()
          .getToken();
    }
  }

  private static String authorityOf(Config config) {
    if (config.getCaCertData() != null) {
      return config.getCaCertData();
    }
    try {
      return Base64.getEncoder()
          .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String succeeded(CommandResult result, String... arguments) {
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "kubectl " + String.join(" ", arguments) + ": " + result.error());
    }
    return result.output();
  }
}
