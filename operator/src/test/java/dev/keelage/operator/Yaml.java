package dev.keelage.operator;

/** Resources that most tests start from. */
final class Yaml {
  static final String MOCK_PROVIDER =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: mock, namespace: PLATFORM}
      spec: {type: Mock}
      ---
      """;
  static final String MODEL =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Model
      metadata: {name: demo, namespace: PLATFORM}
      spec:
        deployments:
        - name: mock
          providerRef: {name: mock}
          model: demo-1
          pricing: {inputPerMillionTokens: "1", outputPerMillionTokens: "2"}
        allowedNamespaces: {from: Selector, selector: {matchLabels: {ai: enabled}}}
      ---
      """;

  private Yaml() {}
}
