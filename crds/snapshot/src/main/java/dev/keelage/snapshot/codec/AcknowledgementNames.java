package dev.keelage.snapshot.codec;

/** How a gateway's Lease says which snapshot it serves: written by gateways, read by operators. */
public final class AcknowledgementNames {
  /** Label of such Leases; its value is {@link #COMPONENT}. */
  public static final String COMPONENT_LABEL = "keelage.dev/component";

  public static final String COMPONENT = "gateway";

  /** Annotation: digest of the index that is served; absent before the first. */
  public static final String DIGEST = "keelage.dev/snapshot";

  /** Annotation: why the newest snapshot could not be loaded; absent if it could. */
  public static final String ERROR = "keelage.dev/snapshot-error";

  /** How long a gateway counts as live without a renewal. */
  public static final int LEASE_SECONDS = 10;

  private AcknowledgementNames() {}
}
