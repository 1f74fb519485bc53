package dev.keelage.gateway.dialect;

/** A feature of a call for which the target dialect has no words. */
public final class Untranslatable extends RuntimeException {
  private final String feature;

  public Untranslatable(String feature) {
    super(feature, null, false, false);
    this.feature = feature;
  }

  public String feature() {
    return feature;
  }
}
