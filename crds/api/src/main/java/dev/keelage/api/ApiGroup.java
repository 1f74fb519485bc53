package dev.keelage.api;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/** The group that all kinds share. */
public final class ApiGroup {
  public static final String NAME = "keelage.dev";
  public static final String VERSION = "v1alpha1";
  public static final String API_VERSION = NAME + "/" + VERSION;

  /** {@code kubectl get keelage -A} lists all kinds. */
  public static final String CATEGORY = "keelage";

  /** On a VirtualKey: every new value rotates the issued key once. */
  public static final String ROTATE_ANNOTATION = NAME + "/rotate";

  /** Every kind, in the order in which documents name them. */
  public static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          Provider.class, Model.class, Team.class, VirtualKey.class, Budget.class, Guardrail.class);

  private ApiGroup() {}
}
