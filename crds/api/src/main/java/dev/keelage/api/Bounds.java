package dev.keelage.api;

/** Bounds and patterns that several kinds share. Every text and every list of a kind is bounded. */
final class Bounds {
  /** RFC 1123 subdomain: the name of a Kubernetes object. */
  static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /** RFC 1123 label: a namespace, or the name of a list entry. */
  static final String LABEL_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** A key inside a Secret. */
  static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";

  /** The value of a label. */
  static final String LABEL_VALUE = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";

  /** The key of a label or annotation. */
  static final String QUALIFIED_NAME =
      "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";

  /** USD and prices: {@link Money#parse}. */
  static final String DECIMAL = "^[0-9]{1,9}(\\.[0-9]{1,10})?$";

  /** What a vendor charges for a unit; so bounded that 64 bits hold it in 10^-10 USD. */
  static final String PRICE = "^[0-9]{1,8}(\\.[0-9]{1,10})?$";

  /** Above zero; units that the API server's rule language can read too. */
  static final String DURATION = "^([1-9][0-9]{0,5}(ms|s|m|h)){1,4}$";

  static final String DURATION_OR_ZERO = "^(0s|([1-9][0-9]{0,5}(ms|s|m)){1,3})$";

  /** RFC 3339, seconds or finer, with a zone. */
  static final String DATE_TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$";

  /** What callers say: a model's public name or alias. */
  static final String MODEL_NAME = "^[A-Za-z0-9][A-Za-z0-9._:/@-]*$";

  /** What calls are told apart by; no blank and no comma, which separates them in headers. */
  static final String TAG = "^[\\x21-\\x2B\\x2D-\\x7E]+$";

  static final long TAG_LENGTH = 64;
  static final long NAME_LENGTH = 253;
  static final long LABEL_LENGTH = 63;
  static final long DURATION_LENGTH = 28;
  static final long DECIMAL_LENGTH = 20;
  static final long DATE_TIME_LENGTH = 35;

  private Bounds() {}
}
