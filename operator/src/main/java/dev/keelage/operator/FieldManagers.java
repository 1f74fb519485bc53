package dev.keelage.operator;

/** Under which names the operator's fields stand in {@code metadata.managedFields}. */
final class FieldManagers {
  static final String STATUS = "keelage-operator";

  private FieldManagers() {}
}
