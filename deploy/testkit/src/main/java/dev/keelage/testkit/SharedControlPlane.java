package dev.keelage.testkit;

/** Starts the control plane of this JVM when first asked for; the death watch ends it. */
final class SharedControlPlane {
  static final ControlPlane INSTANCE = ControlPlane.start();

  private SharedControlPlane() {}
}
